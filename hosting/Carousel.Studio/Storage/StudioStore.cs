using System.Globalization;
using Carousel.Cluster.Stores;
using Carousel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Carousel.Studio.Storage;

/// <summary>Data sets and works in a file of SQLite. One caller at a time; each call is kept when it returns.</summary>
internal sealed class StudioStore : IDisposable
{
    private const int Version = 1;

    // Readers of the file know it by this: the letters CARD.
    private const int ApplicationId = 0x43415244;

    private const string Tables =
        """
        CREATE TABLE data (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, file TEXT NOT NULL, created TEXT NOT NULL,
          bytes INTEGER NOT NULL, found TEXT NOT NULL);
        CREATE TABLE works (
          id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL, notes TEXT NOT NULL,
          data INTEGER NOT NULL, run INTEGER NOT NULL, subject TEXT NOT NULL, options TEXT NOT NULL,
          state TEXT NOT NULL, created TEXT NOT NULL, started TEXT NOT NULL, ended TEXT NOT NULL,
          progress TEXT NOT NULL, result TEXT NOT NULL, refusal TEXT NOT NULL, sentence TEXT NOT NULL);
        """;

    private const string WorkColumns =
        "id, kind, name, notes, data, run, subject, options, state, created, started, ended, progress, result, "
        + "refusal, sentence";

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="StoreException">It is something else, or in use.</exception>
    public StudioStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
        }.ToString());
        try
        {
            _connection.Open();

            // Only this process uses the folder. So the index of the log is in memory, and a full disk, which has no
            // room for its file, does not keep the store closed.
            SqliteSchema.Run(
                _connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
            Require(path);
        }
        catch (SqliteException exception)
        {
            _connection.Dispose();
            throw new StoreException(
                FullDisk.Is(exception)
                    ? $"{path} can't be made: the disk is full. Free some space, or name another folder with --folder."
                    : $"{path} can't be used: {exception.Message}",
                exception);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a new data set.</summary>
    /// <param name="name">As the user named it.</param>
    /// <returns>Its number.</returns>
    public long AddData(string name)
    {
        lock (_gate)
        {
            using var insert = new SqliteStatement(
                _connection, "INSERT INTO data (name, file, created, bytes, found) VALUES (?1, '', ?2, 0, '')");
            insert.Bind(1, name).Bind(2, TextOf(DateTime.UtcNow)).Run();
            return LastId();
        }
    }

    /// <summary>Keeps what a data set is.</summary>
    public void ChangeData(StoredData data)
    {
        lock (_gate)
        {
            using var update = new SqliteStatement(
                _connection, "UPDATE data SET name = ?2, file = ?3, bytes = ?4, found = ?5 WHERE id = ?1");
            update.Bind(1, data.Id).Bind(2, data.Name).Bind(3, data.File).Bind(4, data.Bytes).Bind(5, data.Found).Run();
        }
    }

    /// <summary>A data set, or null.</summary>
    public StoredData? FindData(long id) => ReadData("WHERE id = ?1", id).FirstOrDefault();

    /// <summary>The data sets, the newest first.</summary>
    public IReadOnlyList<StoredData> ReadData() => ReadData("WHERE ?1 = ?1 ORDER BY id DESC", 0);

    /// <summary>Forgets a data set.</summary>
    public void RemoveData(long id) => Remove("DELETE FROM data WHERE id = ?1", id);

    /// <summary>Keeps a new work.</summary>
    /// <param name="work">The work; its number is not looked at.</param>
    /// <returns>With its number.</returns>
    public StoredWork AddWork(StoredWork work)
    {
        lock (_gate)
        {
            using var insert = new SqliteStatement(
                _connection,
                $"INSERT INTO works ({WorkColumns}) VALUES "
                + "(NULL, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)");
            Bind(insert, work).Run();
            return work with { Id = LastId() };
        }
    }

    /// <summary>Keeps what has changed of a work.</summary>
    public void ChangeWork(StoredWork work)
    {
        lock (_gate)
        {
            using var update = new SqliteStatement(
                _connection,
                "UPDATE works SET kind = ?2, name = ?3, notes = ?4, data = ?5, run = ?6, subject = ?7, options = ?8, "
                + "state = ?9, created = ?10, started = ?11, ended = ?12, progress = ?13, result = ?14, refusal = ?15, "
                + "sentence = ?16 WHERE id = ?1");
            Bind(update.Bind(1, work.Id), work).Run();
        }
    }

    /// <summary>The works, the newest first.</summary>
    public IReadOnlyList<StoredWork> ReadWorks()
    {
        lock (_gate)
        {
            using var select = new SqliteStatement(
                _connection, $"SELECT {WorkColumns} FROM works ORDER BY id DESC");
            var works = new List<StoredWork>();
            while (select.Next())
            {
                works.Add(WorkOf(select));
            }

            return works;
        }
    }

    /// <summary>Forgets a work.</summary>
    public void RemoveWork(long id) => Remove("DELETE FROM works WHERE id = ?1", id);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    private static string TextOf(DateTime? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "";

    private static DateTime? TimeOf(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time)
            ? time
            : null;

    private static SqliteStatement Bind(SqliteStatement statement, StoredWork work) => statement
        .Bind(2, work.Kind).Bind(3, work.Name).Bind(4, work.Notes).Bind(5, work.Data).Bind(6, work.Run)
        .Bind(7, work.Subject).Bind(8, work.Options).Bind(9, work.State).Bind(10, TextOf(work.Created))
        .Bind(11, TextOf(work.Started)).Bind(12, TextOf(work.Ended)).Bind(13, work.Progress).Bind(14, work.Result)
        .Bind(15, work.Refusal).Bind(16, work.Sentence);

    private static StoredWork WorkOf(SqliteStatement row) => new()
    {
        Id = row.Number(0),
        Kind = row.Text(1),
        Name = row.Text(2),
        Notes = row.Text(3),
        Data = row.Number(4),
        Run = row.Number(5),
        Subject = row.Text(6),
        Options = row.Text(7),
        State = row.Text(8),
        Created = TimeOf(row.Text(9)) ?? DateTime.UnixEpoch,
        Started = TimeOf(row.Text(10)),
        Ended = TimeOf(row.Text(11)),
        Progress = row.Text(12),
        Result = row.Text(13),
        Refusal = row.Text(14),
        Sentence = row.Text(15),
    };

    private List<StoredData> ReadData(string where, long id)
    {
        lock (_gate)
        {
            using var select = new SqliteStatement(
                _connection, $"SELECT id, name, file, created, bytes, found FROM data {where}");
            select.Bind(1, id);
            var sets = new List<StoredData>();
            while (select.Next())
            {
                sets.Add(new StoredData(
                    select.Number(0), select.Text(1), select.Text(2), TimeOf(select.Text(3)) ?? DateTime.UnixEpoch,
                    select.Number(4), select.Text(5)));
            }

            return sets;
        }
    }

    private void Remove(string sql, long id)
    {
        lock (_gate)
        {
            using var delete = new SqliteStatement(_connection, sql);
            delete.Bind(1, id).Run();
        }
    }

    private long LastId()
    {
        using var last = new SqliteStatement(_connection, "SELECT last_insert_rowid()");
        last.Next();
        return last.Number(0);
    }

    private void Require(string path)
    {
        long application = Scalar("PRAGMA application_id"), version = Scalar("PRAGMA user_version");
        if (application == 0 && version == 0 && Scalar("SELECT count(*) FROM sqlite_master") == 0)
        {
            SqliteSchema.Run(
                _connection,
                $"BEGIN; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT");
        }
        else if (application != ApplicationId)
        {
            throw new StoreException($"{path} is a database of something else; name another folder.");
        }
        else if (version != Version)
        {
            throw new StoreException($"{path} has format version {version}, but this release reads version {Version}.");
        }
    }

    private long Scalar(string sql)
    {
        using var statement = new SqliteStatement(_connection, sql);
        statement.Next();
        return statement.Number(0);
    }
}
