-- One database and the role that owns it. May be run any number of times, by a superuser or by a role that may create roles
-- and databases. Parameters: psql variable "name" (role and database), environment variable BASIN_ROLE_PASSWORD.
\set ON_ERROR_STOP on
\set VERBOSITY terse
\getenv password BASIN_ROLE_PASSWORD
set client_min_messages to warning;
-- The new password is not for the server's log, whatever that logs otherwise; only a superuser may and need say so.
select current_setting('is_superuser') = 'on' as superuser \gset
\if :superuser
set log_statement to 'none';
set log_min_duration_statement to -1;
set log_min_error_statement to 'panic';
\endif
-- Several processes may prepare their databases on one server at the same moment.
select pg_advisory_lock(hashtext('basin databases')) \g /dev/null

select format('create role %I login', :'name')
where not exists (select from pg_roles where rolname = :'name') \gexec
select format('alter role %I with login nocreatedb nocreaterole password %L', :'name', :'password') \gexec

\if :superuser
\else
-- Handing a database to a role asks for membership in it.
select format('grant %I to current_user', :'name') \gexec
\endif
-- The C locale sorts by code point, everywhere the same.
select format('create database %I owner %I template template0 encoding ''UTF8'' lc_collate ''C'' lc_ctype ''C''', :'name', :'name')
where not exists (select from pg_database where datname = :'name') \gexec
select format('revoke all on database %I from public', :'name') \gexec
