using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Carousel.Server.Storage;

/// <summary>A prepared statement whose parameters are spans: nothing is allocated to write a block.</summary>
/// <remarks>One owner, one thread.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">The statement, its parameters <c>?1</c>, <c>?2</c>, …</param>
    /// <exception cref="SqliteException">The statement can't be prepared.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Sets a parameter.</summary>
    /// <param name="index">Its number, from 1.</param>
    /// <param name="value">The value.</param>
    /// <returns>This statement.</returns>
    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <summary>Sets a parameter to bytes.</summary>
    /// <param name="index">Its number, from 1.</param>
    /// <param name="value">The bytes; copied.</param>
    /// <returns>This statement.</returns>
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span would be bound as NULL.
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
            : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Sets a parameter to the bytes of an id.</summary>
    /// <param name="index">Its number, from 1.</param>
    /// <param name="value">The id.</param>
    /// <returns>This statement.</returns>
    public SqliteStatement Bind(int index, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bind(index, bytes);
    }

    /// <summary>Sets a parameter to a text.</summary>
    /// <param name="index">Its number, from 1.</param>
    /// <param name="value">The text.</param>
    /// <returns>This statement.</returns>
    public SqliteStatement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last one; the statement is then ready to run again.</returns>
    /// <exception cref="SqliteException">The database refuses.</exception>
    public bool Next()
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        int reset = raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
        {
            Check(result);
            Check(reset);
        }

        return false;
    }

    /// <summary>Runs a statement that has no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">The database refuses.</exception>
    public int Run()
    {
        while (Next())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>The number in the first column of the first row, 0 without one; the statement is then ready to run
    /// again.</summary>
    /// <exception cref="SqliteException">The database refuses.</exception>
    public long First()
    {
        long number = Next() ? Number(0) : 0;
        Reset();
        return number;
    }

    /// <summary>Makes the statement ready to run again before its last row.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <summary>A number of the row.</summary>
    /// <param name="column">The column, from 0.</param>
    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A text of the row.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <returns>The text; empty where a damaged row has none.</returns>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    /// <summary>An id of the row.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <returns>The id; 0 where a damaged row has none.</returns>
    public UInt128 Id(int column)
    {
        ReadOnlySpan<byte> bytes = raw.sqlite3_column_blob(_statement, column);
        return bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : UInt128.Zero;
    }

    /// <summary>A copy of bytes of the row.</summary>
    /// <param name="column">The column, from 0.</param>
    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
