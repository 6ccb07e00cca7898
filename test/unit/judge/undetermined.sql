-- Statements whose answers are not determined in some way, over more rows than one thread takes at a time.
-- @session a
CREATE TABLE t AS SELECT i, i % 7 AS g, i % 1000 AS k, (hash(i) % 100003)::BIGINT / 7.0 AS d,
  ((hash(i + 5) % 100003)::BIGINT - 50001) / 3.0 AS m, (hash(i) % 50)::VARCHAR AS s,
  (hash(i) % 1000)::DECIMAL(12,2) AS dec, (i % 97)::FLOAT AS f,
  CASE WHEN i % 2 = 0 THEN 0.0 ELSE -0.0 END AS z,
  CASE WHEN i % 3 = 0 THEN INTERVAL 1 MONTH ELSE INTERVAL 30 DAYS END AS iv,
  TIMESTAMP '2020-01-01' + INTERVAL (i % 500) HOUR AS ts
FROM range(130000) r(i);
CREATE TABLE u AS SELECT i AS k, i % 13 AS h, 'n' || (i % 11) AS name FROM range(1000) r(i);
CREATE SEQUENCE sq;
SELECT g, sum(d) AS x, avg(m) AS y, stddev(d) AS sd, var_pop(m) AS v, corr(d, m) AS c FROM t GROUP
  BY g ORDER BY g;
SELECT g, sum(d) AS x FROM t GROUP BY g ORDER BY x;
SELECT skewness(d) AS a, kurtosis(m) AS b, fsum(d) AS c, favg(m) AS e, geometric_mean(d + 1) AS
  gm, product(1 + d / 1e9) AS p FROM t;
SELECT regr_slope(d, m) AS a, regr_intercept(d, m) AS b, regr_r2(d, m) AS c, covar_pop(d, m) AS e,
  covar_samp(d,m) AS ff, sem(d) AS s FROM t;
SELECT g, list(i) AS l FROM t WHERE i < 500 GROUP BY g;
SELECT g, string_agg(s, ',') AS l FROM t WHERE i < 500 GROUP BY g;
SELECT g, first(i) AS a, last(i) AS b, any_value(s) AS c, arg_max(i, k) AS e, arg_min(s, k) AS h,
  mode(s) AS mo FROM t GROUP BY g;
SELECT g, histogram(s) AS h FROM t GROUP BY g;
SELECT list(DISTINCT s) AS l, count(DISTINCT s) AS n FROM t;
SELECT k, i FROM t ORDER BY k LIMIT 20;
SELECT k, i FROM t ORDER BY k DESC LIMIT 5 OFFSET 300;
SELECT k, g, i FROM t WHERE i < 1000 ORDER BY k, g;
SELECT k, i FROM t ORDER BY g, hash(i) LIMIT 10;
SELECT k FROM t ORDER BY k + g LIMIT 10;
SELECT * FROM t LIMIT 5;
SELECT * FROM t WHERE i < 100 LIMIT 500;
SELECT DISTINCT ON (g) g, i, k FROM t;
SELECT DISTINCT ON (g) g, k, i FROM t ORDER BY g, k;
SELECT i, row_number() OVER (ORDER BY k) AS rn FROM t WHERE i < 400;
SELECT i, row_number() OVER (ORDER BY i) AS rn FROM t WHERE i < 400;
SELECT i, k, rank() OVER (ORDER BY k) AS r, dense_rank() OVER (PARTITION BY g ORDER BY k) AS dr
  FROM t WHERE i < 400;
SELECT i, lag(i) OVER (ORDER BY k) AS p, sum(d) OVER (ORDER BY k) AS sm FROM t WHERE i < 400;
SELECT i, sum(d) OVER (ORDER BY k ROWS UNBOUNDED PRECEDING) AS sm FROM t WHERE i < 400;
SELECT i, avg(d) OVER (PARTITION BY g) AS sm FROM t WHERE i < 400;
SELECT g, i FROM t QUALIFY row_number() OVER (PARTITION BY g ORDER BY k) = 1;
SELECT i FROM t USING SAMPLE 10 ROWS;
SELECT count(*) AS n FROM t TABLESAMPLE 10%;
SELECT i, random() AS r, uuid() AS u FROM t WHERE i < 100;
SELECT count(*) AS n FROM t WHERE random() < 0.5;
SELECT approx_count_distinct(i) AS n, approx_quantile(d, 0.5) AS q FROM t;
SELECT sum(x) AS s FROM (SELECT d AS x FROM t LIMIT 1000);
SELECT (SELECT i FROM t LIMIT 1) AS one, 2 AS two;
SELECT t.g, u.name, sum(t.d) AS s, count(*) AS n FROM t JOIN u USING (k) GROUP BY ALL ORDER BY ALL;
WITH c AS (SELECT g, avg(d) AS a FROM t GROUP BY g) SELECT a * 2 AS b, g FROM c ORDER BY g;
SELECT sum(a) AS s FROM (SELECT avg(d) AS a FROM t GROUP BY k);
SELECT g, sum(dec) AS a, avg(dec) AS b, avg(i) AS c, sum(f) AS e, avg(f) AS ff FROM t GROUP BY g;
SELECT DISTINCT z FROM t;
SELECT DISTINCT iv FROM t;
SELECT z, count(*) AS n FROM t GROUP BY z;
SELECT iv, count(*) AS n FROM t GROUP BY iv;
SELECT min(z) AS a, max(z) AS b, min(iv) AS c, max(iv) AS e FROM t;
SELECT z, i FROM t WHERE i < 300 ORDER BY z, i;
SELECT iv, i FROM t WHERE i < 300 ORDER BY iv, i;
SELECT z FROM t WHERE i < 10 UNION SELECT -0.0;
SELECT s, count(*) AS n FROM t GROUP BY s ORDER BY n DESC LIMIT 7;
SELECT median(d) AS a, quantile_cont(m, 0.3) AS b, quantile_disc(d, 0.7) AS c, mad(d) AS e,
  entropy(k) AS h FROM t;
SELECT list(i ORDER BY k) AS l FROM t WHERE i < 300;
SELECT list(i ORDER BY i DESC) AS l FROM t WHERE i < 300;
SELECT array_agg(s)[1] AS x FROM t;
SELECT len(list(i)) AS n, list_sort(list(k))[1:5] AS l FROM t;
SELECT max_by(s, d) AS a, min_by(i, m) AS b, bit_xor(i) AS c, bool_and(i > 0) AS e FROM t;
SELECT g, k, i FROM t WHERE k < 3 ORDER BY 1, 2;
SELECT i, unnest([i, i + 1]) AS x FROM t WHERE i < 300;
SELECT ts, sum(d) AS s FROM t GROUP BY ts ORDER BY ts LIMIT 10;
SELECT * FROM (SELECT g, list(i) AS l FROM t WHERE i < 300 GROUP BY g) ORDER BY g;
SELECT count(*) AS n, sum(len(l)) AS s FROM (SELECT g, list(i) AS l FROM t GROUP BY g);
PIVOT (SELECT g, s, d FROM t WHERE i < 300) ON s USING sum(d) GROUP BY g;
SELECT i, k FROM t ORDER BY k LIMIT 10%;
SELECT sum(d)::VARCHAR AS txt, round(sum(d), 2) AS r, sum(d) > 0 AS pos FROM t;
SELECT g, sum(d) AS s FROM t GROUP BY g HAVING sum(d) > 100 ORDER BY s DESC LIMIT 2;
SELECT g, sum(d) / count(*) AS q, {'a': sum(d), 'b': 1} AS st, [sum(d)] AS li FROM t GROUP BY g;
SELECT t1.i, t2.name FROM t t1 ASOF JOIN u t2 ON t1.k >= t2.k WHERE t1.i < 300;
SELECT g, sum(d) AS x FROM t GROUP BY ROLLUP (g);
SELECT g, count(*) AS n FROM t GROUP BY CUBE (g, k % 3);
SELECT i FROM t WHERE i < 100 EXCEPT SELECT i FROM t WHERE i < 50;
SELECT g, sum(d) AS x FROM t GROUP BY g UNION ALL SELECT k, avg(m) FROM t GROUP BY k;
SELECT sum(d) AS x FROM t UNION SELECT avg(m) FROM t;
SELECT nextval('sq') AS n, i FROM t WHERE i < 10;
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 50) SELECT n, sum(n)
  OVER (ORDER BY n) AS s FROM r;
SELECT i FROM t ORDER BY i LIMIT 1 OFFSET (random() * 1000)::INTEGER;
SELECT i FROM t LIMIT (SELECT (random() * 100)::INTEGER);
