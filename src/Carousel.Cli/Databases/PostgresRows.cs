using System.Net.Sockets;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Npgsql;

namespace Carousel.Cli.Databases;

/// <summary>
/// Series of a query of PostgreSQL. The server writes the rows as text (<c>COPY … TO STDOUT</c>), which is read as a
/// file would be; nothing can be changed in the database.
/// </summary>
/// <remarks>
/// The server parses the query by itself first, as one statement: text that would end <c>COPY (</c> early and go on
/// with a command of its own is refused.
/// </remarks>
internal static class PostgresRows
{
    private const string Name = "the query";
    private const string Copy = "COPY (";

    /// <summary>Reads the series.</summary>
    /// <param name="query">Query and database.</param>
    /// <param name="reading">The columns and forms.</param>
    /// <param name="storage">Where the rows lie; on disk where it does not say.</param>
    /// <exception cref="DataFormatException">The database can't be reached or refuses, the query fails, or its rows are
    /// no series.</exception>
    public static SeriesSet Read(QueryOptions query, ReadOptions reading, StorageOptions storage)
    {
        string sql = query.Sql!.Trim().TrimEnd(';');
        NpgsqlConnectionStringBuilder settings = SettingsOf(query);
        string server = $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
        try
        {
            var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
            builder.EnableTransportSecurity().EnableIntegratedSecurity();
            using NpgsqlDataSource source = builder.Build();
            using NpgsqlConnection connection = source.OpenConnection();
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            using (NpgsqlCommand command = connection.CreateCommand())
            {
                command.CommandText = "SET TRANSACTION READ ONLY; SET LOCAL datestyle TO 'ISO, YMD'; "
                    + "SET LOCAL timezone TO 'UTC'";
                command.ExecuteNonQuery();
            }

            RequireStatement(connection, sql, query);

            // The line's end ends a comment behind the query.
            using TextReader text = connection.BeginTextExport($"{Copy}{sql}\n) TO STDOUT (FORMAT csv, HEADER)");
            return SeriesReader.ReadOnce(text, Name, AsWritten(reading), storage);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("28", StringComparison.Ordinal))
        {
            throw query.Unfit(
                $"The database {server} rejects the user: {e.MessageText}. Correct {{Database}}, or the password in "
                + $"PGPASSWORD.");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            throw query.Unfit($"The database {server} does not exist: {e.MessageText}. Correct {{Database}}.");
        }
        catch (PostgresException e)
        {
            throw Failed(query, e, e.Position - Copy.Length);
        }
        catch (NpgsqlException e)
        {
            string why = (e.GetBaseException() as SocketException)?.Message ?? e.Message;
            throw query.Unfit(
                $"The database {server} can't be reached or was lost: {why.TrimEnd('.')}. Check {{Database}} and that "
                + $"it runs.");
        }
    }

    private static void RequireStatement(NpgsqlConnection connection, string sql, QueryOptions query)
    {
        using NpgsqlBatch batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        try
        {
            batch.Prepare();
        }
        catch (PostgresException e)
        {
            throw Failed(query, e, e.Position);
        }
    }

    private static DataFormatException Failed(QueryOptions query, PostgresException e, int character) => query.Unfit(
        $"The query of {{Sql}} fails{(character > 0 ? $" at character {character}" : "")}: {e.MessageText}.");

    // As the server writes text, whatever a file would be like.
    private static ReadOptions AsWritten(ReadOptions reading) => reading with
    {
        Delimiter = ',',
        DecimalSeparator = '.',
        Format = SeriesFormat.Table,
    };

    private static NpgsqlConnectionStringBuilder SettingsOf(QueryOptions query)
    {
        string connection = query.Database
            ?? throw query.Wrong("{Sql} needs {Database}, such as 'Host=localhost;Username=me;Database=sales'.");
        try
        {
            return new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "carousel" };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw query.Wrong(
                "{Database} is not a PostgreSQL connection string. Write it as 'Host=…;Username=…;Database=…'.");
        }
    }
}
