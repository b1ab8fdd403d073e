using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>A small store with sessions, of which copies are damaged and served.</summary>
internal sealed class DamagedStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-damage-");
    private readonly EngineModels _models = new();
    private readonly Dictionary<UInt128, Undisturbed> _sessions = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private UInt128 _closed;
    private int _begun, _steps = 45;

    private string StoreFile => Path.Combine(_folder.FullName, "sessions.db");

    /// <summary>What the last server reported.</summary>
    public List<string> Told { get; } = [];

    /// <summary>How many sessions the last server refused as damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>The bytes of a file of the undamaged store.</summary>
    /// <param name="ending">The suffix of its name after that of the database.</param>
    public byte[] this[string ending] => _files[ending];

    /// <summary>Makes the store.</summary>
    /// <param name="isKilled">Whether the server was killed, so that all is in the log; else it ended.</param>
    /// <param name="isShort">Whether nothing was moved to the history.</param>
    /// <param name="isSmall">Whether it has one session with few steps; else three with more.</param>
    public static async Task<DamagedStore> MakeAsync(bool isKilled, bool isShort = false, bool isSmall = false)
    {
        var made = new DamagedStore();
        made._steps = isSmall ? 12 : made._steps;
        var store = new SqliteStore(made.StoreFile, isVolatile: false);
        var options = new EngineOptions
        {
            Workers = 1,
            SnapshotSteps = isShort ? 1000 : isSmall ? 3 : 9,
            JournalBytes = isShort ? 1 << 20 : isSmall ? 300 : 2000,
        };
        var engine = new SessionEngine(store, made._models, options, _ => { });
        made._closed = await made.BeginAsync(engine);
        await made.StepAsync(engine, made._closed, isCounted: true);
        await engine.AskAsync(new ControlCall(ControlKind.Close, made._closed, 0));
        made._sessions.Remove(made._closed, out Undisturbed? gone);
        gone!.Dispose();
        for (int s = 0; s < (isSmall ? 1 : 3); s++)
        {
            await made.BeginAsync(engine);
        }

        for (int step = 0; step < made._steps; step++)
        {
            foreach (UInt128 session in made._sessions.Keys)
            {
                await made.StepAsync(engine, session, isCounted: true);
            }

            if (!isShort && step == made._steps - 3)
            {
                await EngineHost.UntilAsync(() => made._sessions.Keys.All(session => store.ReadHistory(
                    SessionId.Partition(session, store.Partitions), session, long.MaxValue).Any()));
            }
        }

        if (isKilled)
        {
            made.Keep();
        }

        engine.Dispose();
        store.Dispose();
        if (!isKilled)
        {
            made.Keep();
        }

        return made;
    }

    /// <summary>Serves a damaged copy, and reads all sessions.</summary>
    /// <param name="ending">Which file is damaged.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>What was answered wrongly; null for nothing.</returns>
    public async Task<string?> ServeAsync(string ending, byte[] bytes)
    {
        await WriteAsync(ending, bytes);
        return await ServeAgainAsync();
    }

    private async Task WriteAsync(string ending, byte[] bytes)
    {
        foreach (string old in Directory.GetFiles(_folder.FullName))
        {
            File.Delete(old);
        }

        foreach ((string name, byte[] whole) in _files)
        {
            await File.WriteAllBytesAsync(StoreFile + name, name == ending ? bytes : whole);
        }
    }

    /// <summary>Reads a damaged copy, and counts the steps of each session.</summary>
    /// <param name="ending">Which file is damaged.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>By session: how many steps the store has, and how many acknowledged ones are reported as
    /// missing.</returns>
    public async Task<IReadOnlyList<(int Kept, int Missing)>> CountAsync(string ending, byte[] bytes)
    {
        await WriteAsync(ending, bytes);
        using var store = new SqliteStore(StoreFile, isVolatile: false);
        int[] all = [.. Enumerable.Range(0, store.Partitions)];
        LoadedSessions loaded = new SessionLoading(store, all).Run(new PartitionKeeping[all.Length]);
        return
        [
            .. _sessions.Keys.Select(session =>
            {
                int place = loaded.Table.Find(session);
                string? sentence = loaded.Damages.FirstOrDefault(
                    d => d.Contains(SessionId.Text(session), StringComparison.Ordinal));
                Match missing = Regex.Match(sentence ?? "", @"(\d+) acknowledged steps");
                return (
                    place >= 0 ? (int)loaded.Table[place].Next - 1 : 0,
                    missing.Success ? int.Parse(missing.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
            }),
        ];
    }

    /// <summary>Serves the store as the last server left it, and reads all sessions.</summary>
    /// <param name="hasTail">Whether the last records are still noted.</param>
    /// <param name="closes">Whether all sessions are closed then.</param>
    /// <returns>What was answered wrongly; null for nothing.</returns>
    public async Task<string?> ServeAgainAsync(bool hasTail = true, bool closes = false)
    {
        if (!hasTail)
        {
            File.Delete(StoreFile + "-tail");
        }

        Told.Clear();
        Damaged = 0;
        try
        {
            using var store = new SqliteStore(StoreFile, isVolatile: false);
            Told.AddRange(store.Notes);
            using var engine = new SessionEngine(
                store, _models, new EngineOptions { Workers = 1 }, failure => Tell(failure.Message));
            foreach ((UInt128 session, Undisturbed alone) in _sessions)
            {
                if (await WrongAsync(engine, session, alone) is { } wrong)
                {
                    return wrong;
                }
            }

            foreach (UInt128 session in closes ? _sessions.Keys.ToArray() : [])
            {
                var close = new ControlCall(ControlKind.Close, session, 0);
                await engine.AskAsync(close);
                (StepFault after, _) = await StepAsync(engine, session, isCounted: false);
                if (close.Fault != StepFault.None || after != StepFault.NoSession)
                {
                    return $"the closed session answers {close.Fault} and {after}";
                }

                _sessions.Remove(session, out Undisturbed? alone);
                alone!.Dispose();
            }

            (StepFault fault, _) = await StepAsync(engine, _closed, isCounted: false);
            return fault is StepFault.NoSession or StepFault.Damaged or StepFault.Unavailable
                ? null
                : $"the closed session answers {fault}";
        }
        catch (StoreException exception)
        {
            // The whole store can't be used: one sentence.
            Told.Add(exception.Message);
            return exception.Message.Contains('\n', StringComparison.Ordinal) ? exception.Message : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Undisturbed alone in _sessions.Values)
        {
            alone.Dispose();
        }

        _models.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<string?> WrongAsync(SessionEngine engine, UInt128 session, Undisturbed alone)
    {
        string id = SessionId.Text(session);
        int asked = Math.Min(30, _steps);
        var answers = new ControlCall(ControlKind.Answers, session, 0) { From = alone.Next - asked, Count = asked };
        await engine.AskAsync(answers);
        if (answers.Fault == StepFault.None)
        {
            byte[] expected =
                [.. alone.Answers.TakeLast(asked).SelectMany(a => a.SelectMany(BitConverter.GetBytes))];
            if (!expected.AsSpan().SequenceEqual(answers.Answers))
            {
                return $"session {id}: other stored answers";
            }
        }
        else if (answers.Fault is not (StepFault.Damaged or StepFault.Unavailable))
        {
            return $"session {id}: stored answers {answers.Fault}";
        }

        (StepFault fault, float[] answer) = await StepAsync(engine, session, isCounted: false);
        if (fault == StepFault.None)
        {
            using Undisturbed copy = alone.On(alone.Model);
            return copy.Step(RowOf(session, alone)).AsSpan().SequenceEqual(answer)
                ? null
                : $"session {id}: another answer";
        }

        if (fault is not (StepFault.Damaged or StepFault.Unavailable))
        {
            return $"session {id}: {fault}";
        }

        Damaged++;
        lock (Told)
        {
            return Told.Exists(t => t.Contains(id, StringComparison.Ordinal)
                || t.Contains("ids are unknown", StringComparison.Ordinal)

                // A page that SQLite needs for every write concerns all sessions.
                || (fault == StepFault.Unavailable && t.Contains("is damaged (SQLite", StringComparison.Ordinal)))
                ? null
                : $"session {id} is damaged and not named: {string.Join(" ", Told)}";
        }
    }

    private void Tell(string sentence)
    {
        lock (Told)
        {
            Told.Add(sentence);
        }
    }

    private async Task<UInt128> BeginAsync(SessionEngine engine)
    {
        // Ids of sessions of one part, always the same.
        byte[] hash = System.Security.Cryptography.SHA256.HashData(
            Encoding.UTF8.GetBytes((++_begun).ToString(CultureInfo.InvariantCulture)));
        var begin = new ControlCall(ControlKind.Begin, SessionId.Of(hash, isJob: false), 0)
        {
            Model = EngineModels.Lstm,
        };
        await engine.AskAsync(begin);
        Assert.Equal(StepFault.None, begin.Fault);
        _sessions.Add(begin.Session, new Undisturbed(_models.Of(EngineModels.Lstm)));
        return begin.Session;
    }

    private async Task<(StepFault Fault, float[] Answer)> StepAsync(
        SessionEngine engine, UInt128 session, bool isCounted)
    {
        ServedModel model = _models.Of(EngineModels.Lstm);
        _sessions.TryGetValue(session, out Undisturbed? alone);
        StepCall call = StepCall.Rent(1, 1, model.InputSize);
        (call.Sessions[0], call.From[0]) = (session, alone?.Next ?? 2);
        float[] row = alone is null ? new float[model.InputSize] : RowOf(session, alone);
        row.CopyTo(call.Row(0, 0));
        await engine.StepAsync(call);
        (StepFault, float[]) result =
            (call.Faults[0], call.Faults[0] == StepFault.None ? call.Answer(0, 0).ToArray() : []);
        call.Return();
        if (isCounted)
        {
            Assert.Equal(StepFault.None, result.Item1);
            alone!.Step(row);
        }

        return result;
    }

    private static float[] RowOf(UInt128 session, Undisturbed alone) =>
        Undisturbed.Row(alone.Model, (int)(session & 0xFFFF), alone.Next);

    private void Keep()
    {
        foreach (string ending in (string[])["", "-wal", "-tail"])
        {
            if (File.Exists(StoreFile + ending))
            {
                using var file = new FileStream(
                    StoreFile + ending, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                byte[] bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                _files[ending] = bytes;
            }
        }
    }
}
