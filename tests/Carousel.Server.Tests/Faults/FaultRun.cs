using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;
using Carousel.Server.Tests.Engine;

namespace Carousel.Server.Tests.Faults;

/// <summary>A small store that is served while calls to its files fail; then it is read again without faults.</summary>
/// <param name="models">The models.</param>
/// <param name="seed">Decides everything but times.</param>
/// <param name="plan">Which calls fail.</param>
/// <param name="losesPower">Whether the store is read again as a power failure leaves it.</param>
internal sealed class FaultRun(EngineModels models, int seed, FaultPlan plan, bool losesPower) : IDisposable
{
    private const int Sessions = 2, Steps = 12, MostTries = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-fault-");
    private readonly DirectoryInfo _after = Directory.CreateTempSubdirectory("carousel-after-");
    private readonly Random _random = new(seed);
    private readonly List<OneSession> _sessions = [];

    /// <summary>Serves, and reads again.</summary>
    public async Task RunAsync()
    {
        FaultyFiles.Use(_folder.FullName, plan);
        try
        {
            // Twice, so that the files are read again while calls fail.
            for (int opening = 0; opening < 2; opening++)
            {
                await ServeAsync(_folder.FullName, async engine =>
                {
                    while (opening == 0 && _sessions.Count < Sessions)
                    {
                        if (!await TryBeginAsync(engine))
                        {
                            return;
                        }
                    }

                    await StepAsync(engine, Steps / 2);
                    if (opening == 1 && losesPower)
                    {
                        plan.CopyAfterPowerFailure(_folder.FullName, _after.FullName, _random);
                    }
                });
            }
        }
        finally
        {
            FaultyFiles.Leave(_folder.FullName);
        }

        bool isCopied = File.Exists(Path.Combine(_after.FullName, "sessions.db"));
        FaultyFiles.Use(_after.FullName, new FaultPlan());
        await CompareAsync(isCopied ? _after.FullName : _folder.FullName);
        FaultyFiles.Leave(_after.FullName);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.ForEach(s => s.Alone.Dispose());
        _folder.Delete(recursive: true);
        _after.Delete(recursive: true);
    }

    private static float[] RowOf(OneSession session, long step) =>
        Undisturbed.Row(session.Alone.Model, (int)(session.Id >> 100), step);

    private static async Task<(StepFault Fault, float[] Answer)> StepAsync(
        SessionEngine engine, OneSession session, long step)
    {
        ServedModel model = session.Alone.Model;
        StepCall call = StepCall.Rent(1, 1, model.InputSize);
        (call.Sessions[0], call.From[0]) = (session.Id, step);
        RowOf(session, step).CopyTo(call.Row(0, 0));
        await engine.StepAsync(call);
        (StepFault, float[]) result =
            (call.Faults[0], call.Faults[0] == StepFault.None ? call.Answer(0, 0).ToArray() : []);
        call.Return();
        return result;
    }

    private async Task ServeAsync(string folder, Func<SessionEngine, Task> use)
    {
        SqliteStore? store = null;
        try
        {
            store = new SqliteStore(Path.Combine(folder, "sessions.db"), isVolatile: false);
            using var engine = new SessionEngine(store, models, Options(), _ => { });
            await use(engine);
        }
        catch (StoreException) when (plan.Fired > 0 && folder == _folder.FullName)
        {
            // A store that can't be opened is refused with a sentence.
        }
        finally
        {
            store?.Dispose();
        }
    }

    private EngineOptions Options() => new()
    {
        Workers = 1,
        SnapshotSteps = 3,
        JournalBytes = 600,
        IdleSeconds = seed % 3 == 0 ? -1 : 600,
    };

    private async Task<bool> TryBeginAsync(SessionEngine engine)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            var begin = new ControlCall(ControlKind.Begin, SessionId.New(isJob: false), 0)
            {
                Model = EngineModels.Lstm,
            };
            await engine.AskAsync(begin);
            if (begin.Fault == StepFault.None)
            {
                _sessions.Add(new OneSession(begin.Session, new Undisturbed(models.Of(EngineModels.Lstm))));
                return true;
            }

            Assert.Equal(StepFault.Unavailable, begin.Fault);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return false;
    }

    private async Task StepAsync(SessionEngine engine, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            // What keeps the store small happens every 100 milliseconds.
            if (step == steps / 2 && seed % 2 == 0)
            {
                await Task.Delay(150, TestContext.Current.CancellationToken);
            }

            foreach (OneSession session in _sessions)
            {
                if (!await TryStepAsync(engine, session))
                {
                    return;
                }
            }
        }
    }

    private async Task<bool> TryStepAsync(SessionEngine engine, OneSession session)
    {
        long step = session.Acknowledged + 1;
        if (session.Alone.Answers.Count < step)
        {
            session.Alone.Step(RowOf(session, step));
        }

        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            (StepFault fault, float[] answer) = await StepAsync(engine, session, step);
            if (fault == StepFault.None)
            {
                Assert.Equal(session.Alone.Answers[(int)step - 1], answer);
                session.Acknowledged = step;
                return true;
            }

            Assert.Equal(StepFault.Unavailable, fault);
            Assert.True(plan.Fired > 0, "A step was refused without a fault.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return false;
    }

    /// <summary>All acknowledged steps are present, and only requested ones.</summary>
    private async Task CompareAsync(string folder)
    {
        long[] acknowledged = [.. _sessions.Select(s => s.Acknowledged)];
        using var store = new SqliteStore(Path.Combine(folder, "sessions.db"), isVolatile: false);
        Assert.Empty(store.Notes);
        var told = new List<string>();
        using var engine = new SessionEngine(store, models, Options(), failure => told.Add(failure.Message));
        Assert.Empty(told);
        for (int s = 0; s < _sessions.Count; s++)
        {
            OneSession session = _sessions[s];
            var look = new ControlCall(ControlKind.Look, session.Id, 0);
            await engine.AskAsync(look);
            Assert.Equal(StepFault.None, look.Fault);
            int taken = (int)look.Next - 1;
            Assert.InRange(taken, acknowledged[s], session.Alone.Answers.Count);
            var answers = new ControlCall(ControlKind.Answers, session.Id, 0) { From = 1, Count = taken };
            await engine.AskAsync(answers);
            Assert.Equal(StepFault.None, answers.Fault);
            Assert.Equal(
                session.Alone.Answers.Take(taken).SelectMany(a => a.SelectMany(BitConverter.GetBytes)),
                answers.Answers ?? []);
            if (session.Alone.Answers.Count == taken)
            {
                session.Alone.Step(RowOf(session, taken + 1));
            }

            (StepFault fault, float[] next) = await StepAsync(engine, session, taken + 1);
            Assert.Equal(StepFault.None, fault);
            Assert.Equal(session.Alone.Answers[taken], next);
        }
    }

    private sealed class OneSession(UInt128 id, Undisturbed alone)
    {
        public UInt128 Id => id;

        public Undisturbed Alone => alone;

        public long Acknowledged { get; set; }
    }
}
