using Npgsql;

namespace Carousel.Cluster.Stores;

/// <summary>What makes tables needs.</summary>
internal static class PostgresTables
{
    /// <summary>Looks whether the server knows what a store needs.</summary>
    /// <param name="version">The server's.</param>
    /// <param name="oldest">The oldest that does.</param>
    /// <param name="name">How messages call the database.</param>
    /// <exception cref="StoreException">It is too old.</exception>
    public static void RequireServer(Version version, int oldest, string name)
    {
        if (version.Major < oldest)
        {
            throw new StoreException(
                $"{name}: the server is PostgreSQL {version}, but this store needs {oldest} or newer.");
        }
    }

    /// <summary>Runs statements without parameters.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">The statements.</param>
    public static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Asks something that is true or false.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">The query.</param>
    public static bool Asks(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (bool)command.ExecuteScalar()!;
    }
}
