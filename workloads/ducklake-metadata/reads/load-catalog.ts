import { type Catalog, num, rowsOf } from '../catalog.js'
import { BAG, LISTS, ORDERED, type Read, type Reader, visible } from '../read.js'

/** The six queries by which a client loads the catalog of a version that it has not seen. */
export function loadCatalog(catalog: Catalog, version: number): readonly Read[] {
  const features = ['load-catalog']
  const inlinedLists = hasTwins(catalog, 'ducklake_inlined_data_tables', 'table_id')
  const parameterLists = hasTwins(catalog, 'ducklake_macro_parameters', 'macro_id')
  return [
    { sql: schemas(version), compare: BAG, features },
    { sql: tables(version), compare: inlinedLists ? LISTS : ORDERED, features },
    { sql: views(version), compare: BAG, features },
    { sql: macros(version), compare: parameterLists ? LISTS : BAG, features },
    { sql: partitions(version), compare: ORDERED, features },
    { sql: sorts(version), compare: ORDERED, features },
  ]
}

/** The catalog of the newest version, or of an older one. */
export const loadCatalogAt: Reader = (catalog, { target, value }) => {
  const version = target % 2 === 0 ? catalog.snapshotId : value % (catalog.snapshotId + 1)
  const reads = loadCatalog(catalog, version)
  return version === catalog.snapshotId ? reads : reads.map(asOld)
}

function asOld(read: Read): Read {
  return { ...read, features: [...read.features, 'load-old-catalog'] }
}

function hasTwins(catalog: Catalog, table: string, key: string): boolean {
  const ids = rowsOf(catalog, table).map((row) => num(row, key))
  return new Set(ids).size < ids.length
}

function schemas(version: number): string {
  return `
SELECT schema_id, schema_uuid::VARCHAR AS ge_uuid, schema_name, path, path_is_relative
FROM {M}.ducklake_schema
WHERE ${visible(version)}
`
}

function tagsOf(version: number, object: string): string {
  return `(
		SELECT LIST({'key': key, 'value': value})
		FROM {M}.ducklake_tag tag
		WHERE object_id=${object} AND
		      ${visible(version, 'tag.')}
	) AS tag`
}

function tables(version: number): string {
  return `
SELECT schema_id, tbl.table_id, table_uuid::VARCHAR AS ge_uuid, table_name,
	${tagsOf(version, 'table_id')},
	(
		SELECT LIST({'name': table_name, 'schema_version': schema_version})
		FROM {M}.ducklake_inlined_data_tables inlined_data_tables
		WHERE inlined_data_tables.table_id = tbl.table_id
	) AS inlined_data_tables,
	path, path_is_relative,
	col.column_id, column_name, column_type, initial_default, default_value, nulls_allowed, parent_column,
	(
		SELECT LIST({'key': key, 'value': value})
		FROM {M}.ducklake_column_tag col_tag
		WHERE col_tag.table_id=tbl.table_id AND col_tag.column_id=col.column_id AND
		      ${visible(version, 'col_tag.')}
	) AS column_tags, default_value_type
FROM {M}.ducklake_table tbl
LEFT JOIN {M}.ducklake_column col USING (table_id)
WHERE ${visible(version, 'tbl.')}
  AND ((${visible(version, 'col.')}) OR column_id IS NULL)
ORDER BY table_id, parent_column NULLS FIRST, column_order
`
}

function views(version: number): string {
  return `
SELECT view_id, view_uuid, schema_id, view_name, dialect, sql, column_aliases,
	${tagsOf(version, 'view_id')}
FROM {M}.ducklake_view view
WHERE ${version} >= begin_snapshot AND (${version} < view.end_snapshot OR view.end_snapshot IS NULL)
`
}

function macros(version: number): string {
  return `
SELECT schema_id, ducklake_macro.macro_id, macro_name, (
		SELECT LIST({'dialect': dialect, 'sql': sql, 'type': type, 'params':
		(
		SELECT LIST({'parameter_name': parameter_name, 'parameter_type': parameter_type, \
'default_value': default_value, 'default_value_type': default_value_type})
		FROM {M}.ducklake_macro_parameters
		WHERE ducklake_macro_impl.macro_id = ducklake_macro_parameters.macro_id
		AND ducklake_macro_impl.impl_id = ducklake_macro_parameters.impl_id
		)
	})
		FROM {M}.ducklake_macro_impl
		WHERE ducklake_macro.macro_id = ducklake_macro_impl.macro_id
	) AS impl
FROM {M}.ducklake_macro
WHERE ${visible(version, 'ducklake_macro.')}
`
}

function partitions(version: number): string {
  return `
SELECT partition_id, part.table_id, partition_key_index, column_id, transform
FROM {M}.ducklake_partition_info part
JOIN {M}.ducklake_partition_column part_col USING (partition_id)
WHERE ${visible(version, 'part.')}
ORDER BY part.table_id, partition_id, partition_key_index
`
}

function sorts(version: number): string {
  return `
SELECT sort.sort_id, sort.table_id, sort_expr.sort_key_index, sort_expr.expression, \
sort_expr.dialect, sort_expr.sort_direction, sort_expr.null_order
FROM {M}.ducklake_sort_info sort
JOIN {M}.ducklake_sort_expression sort_expr USING (sort_id)
WHERE ${visible(version, 'sort.')}
ORDER BY sort.table_id, sort.sort_id, sort_expr.sort_key_index
`
}
