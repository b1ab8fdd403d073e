using System.Net.Sockets;
using Npgsql;

namespace Carousel.Cluster.Stores;

/// <summary>Connections to one database, and sentences for what may go wrong with them.</summary>
internal sealed class PostgresSource : IDisposable
{
    /// <summary>The error code with which a function in a database informs a writer that another one has followed
    /// it.</summary>
    public const string Taken = "CA001";

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <summary>Reads a connection string; nothing is connected yet.</summary>
    /// <param name="connectionString">Any of Npgsql's.</param>
    /// <param name="connections">How many at most, where the string says nothing.</param>
    /// <param name="writers">Those that are held all the time.</param>
    /// <exception cref="StoreException">The connection string is not valid.</exception>
    public PostgresSource(string connectionString, int connections = 8, int writers = 1)
    {
        try
        {
            _settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "carousel" };

            // The writers' are held; the others read.
            _settings.MaxPoolSize = _settings.ShouldSerialize("Maximum Pool Size")
                ? Math.Max(_settings.MaxPoolSize, writers + 1)
                : connections;

            var builder = new NpgsqlSlimDataSourceBuilder(_settings.ConnectionString);
            builder.EnableArrays().EnableTransportSecurity().EnableIntegratedSecurity();
            _source = builder.Build();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            string reason = exception is ArgumentException { ParamName: { Length: > 0 } name }
                ? $"its '{name}' is unknown, missing or wrong"
                : OneLine(exception.Message);
            throw new StoreException(
                $"The store: this is not a PostgreSQL connection string ({reason}). Write it as "
                    + $"'Host=…;Username=…;Password=…;Database=…'.",
                exception);
        }

        Name = $"{_settings.Host}:{_settings.Port}/{_settings.Database ?? _settings.Username}";
    }

    /// <summary>How messages call the database; without the password.</summary>
    public string Name { get; }

    /// <summary>What to do when the disk is full, and what then happens.</summary>
    public string WhenFull { get; init; } = "Make room, then begin again.";

    /// <summary>Opens a connection that was not used before: a restarted server has ended the others.
    /// </summary>
    /// <exception cref="NpgsqlException">The server refuses.</exception>
    public NpgsqlConnection OpenNew()
    {
        _source.Clear();
        return _source.OpenConnection();
    }

    /// <summary>Does something on a connection, and once again where the connection was lost.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TResult">Of its result.</typeparam>
    /// <param name="state">Passed on.</param>
    /// <param name="act">The action; it must be safe to repeat.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="StoreException">The server refuses, or can't be reached.</exception>
    public TResult Run<TState, TResult>(TState state, Func<NpgsqlConnection, TState, TResult> act)
    {
        for (bool isAgain = false; ; isAgain = true)
        {
            try
            {
                using NpgsqlConnection connection = isAgain ? OpenNew() : _source.OpenConnection();
                return act(connection, state);
            }
            catch (Exception exception) when (IsOfServer(exception))
            {
                if (isAgain || !IsLost(exception))
                {
                    throw Failure(exception);
                }
            }
        }
    }

    /// <summary>Whether an exception comes from the server or from the way to it.</summary>
    /// <param name="exception">The caught exception.</param>
    public static bool IsOfServer(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException

            // So Npgsql calls a connection that its own keepalives found lost.
            or InvalidOperationException;

    /// <summary>A sentence for an error of the server.</summary>
    /// <param name="exception">The caught exception.</param>
    public StoreException Failure(Exception exception)
    {
        string user = $"user '{_settings.Username}'";
        string sentence = exception switch
        {
            PostgresException { SqlState: Taken } => "another server has taken this store.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
                $"the password of {user} is wrong. Set Password in the connection string, or PGPASSWORD.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"there is no such database. Make it with 'createdb {_settings.Database}'.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
                $"{user} may not do this ({OneLine(refused.MessageText)}). Grant it, or name another user.",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                $"the server's disk is full. {WhenFull}",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                "the server has no connection left. Raise its max_connections, or lower Maximum Pool Size.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                "the server is read-only. Name the primary as Host.",
            PostgresException other => $"{OneLine(other.MessageText)}.",
            _ when Inner<SocketException>(exception) is { } refused =>
                $"no PostgreSQL server answers ({OneLine(refused.Message)}). Start it, or set Host and Port.",
            _ when Inner<TimeoutException>(exception) is not null =>
                "the server doesn't answer in time. Check whether it is overloaded, or set Host and Port.",
            _ => $"{OneLine(exception.Message)}.",
        };
        return new StoreException($"{Name}: {sentence}", exception)
        {
            IsTaken = exception is PostgresException { SqlState: Taken },
            IsAway = IsLost(exception),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    // Classes of the server's codes: 08 is the connection, 57P an end by its operator.
    private static bool IsLost(Exception exception) =>
        exception is not PostgresException refused
        || refused.SqlState.StartsWith("08", StringComparison.Ordinal)
        || refused.SqlState.StartsWith("57P", StringComparison.Ordinal);

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not (null or T))
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
