using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>Whatever is asked in whatever order, the engine does what lists of steps do.</summary>
public sealed class EngineRandomTests
{
    private const int Kept = 40;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public async Task Engine_DoesWhatListsDo(int seed, bool fails)
    {
        var random = new Random(seed);
        FailingStore? store = null;
        using var host = new EngineHost(
            new EngineOptions
            {
                Workers = 1 + (seed % 3),
                KeptSteps = Kept,
                SnapshotSteps = 4,
                JournalBytes = 3000,
                IdleSeconds = seed % 2 == 0 ? -1 : 600,
            },
            inner => store = new FailingStore(inner)
            {
                Fails = () => fails ? Random.Shared.Next(15) switch { 0 => 1, 1 => 2, _ => 0 } : 0,
            });
        var sessions = new Dictionary<UInt128, Undisturbed>();
        var saved = new List<(int Model, ReadOnlyMemory<byte> State, float[] Values, long Next)>();
        for (int turn = 0; turn < 1500; turn++)
        {
            if (sessions.Count < 3 || random.Next(40) == 0)
            {
                int number = random.Next(EngineModels.Lstm, EngineModels.Deep + 1);
                ControlCall begun = await AskAsync(
                    host, ControlKind.Begin, () => SessionId.New(isJob: false), c => c.Model = number);
                sessions.Add(begun.Session, new Undisturbed(host.Models.Of(number)));
                continue;
            }

            (UInt128 session, Undisturbed alone) = sessions.ElementAt(random.Next(sessions.Count));
            switch (random.Next(14))
            {
                case < 6:
                    await StepAsync(host, session, alone, random);
                    break;
                case 6:
                    long far = alone.Next + random.Next(1, 5);
                    Assert.Equal(StepFault.Gap, (await StepAsync(host, session, far, [Row(alone, random)])).Fault);
                    break;
                case 7 when alone.Rows.Count > 0:
                    float[] other = Row(alone, random);
                    other[0] = other[0] == 0 ? 1 : 0;
                    Assert.Equal(
                        alone.Rows[^1].SequenceEqual(other) ? StepFault.None : StepFault.Conflict,
                        (await StepAsync(host, session, alone.Next - 1, [other])).Fault);
                    break;
                case 8:
                    await AnswersAsync(host, session, alone, random);
                    break;
                case 9:
                    ControlCall state = await AskAsync(host, ControlKind.Save, () => session);
                    Assert.Equal(alone.Next, state.Next);
                    saved.Add((state.Model, state.State, alone.State, state.Next));
                    break;
                case 10 when saved.FindLast(s => s.Model == alone.Model.Number) is { Values: not null } back:
                    await AskAsync(
                        host, ControlKind.Restore, () => session, c => (c.State, c.Next) = (back.State, back.Next));
                    alone.GoOn(back.Values, back.Next);
                    break;
                case 11 when saved.Count > 0:
                    (int model, ReadOnlyMemory<byte> from, float[] values, long next) = saved[^1];
                    ControlCall fork = await AskAsync(
                        host, ControlKind.Begin, () => SessionId.New(isJob: false),
                        c => (c.Model, c.State, c.Next) = (model, from, next));
                    sessions.Add(fork.Session, new Undisturbed(host.Models.Of(model)));
                    sessions[fork.Session].GoOn(values, next);
                    break;
                case 12 when random.Next(4) == 0:
                    ControlCall closed = await AskAsync(
                    host, ControlKind.Close, () => session, end: StepFault.NoSession);
                    Assert.True(closed.Fault is StepFault.None or StepFault.NoSession);
                    sessions.Remove(session);
                    alone.Dispose();
                    break;
                case 13 when random.Next(12) == 0:
                    host.Restart();
                    break;
                default:
                    Assert.Equal(alone.Next, (await AskAsync(host, ControlKind.Look, () => session)).Next);
                    break;
            }
        }

        foreach ((UInt128 session, Undisturbed alone) in sessions)
        {
            await StepAsync(host, session, alone, random);
            await AnswersAsync(host, session, alone, random);
            alone.Dispose();
        }
    }

    private static float[] Row(Undisturbed alone, Random random) =>
        Undisturbed.Row(alone.Model, random.Next(), random.Next());

    private static async Task StepAsync(EngineHost host, UInt128 session, Undisturbed alone, Random random)
    {
        int stored = random.Next(Math.Min(alone.Rows.Count, Kept) + 1), more = random.Next(5);
        if (stored + more == 0)
        {
            return;
        }

        stored = random.Next(3) == 0 ? stored : Math.Min(stored, 1);
        more = stored + more == 0 ? 1 : more;
        long from = alone.Next - stored;
        float[][] rows =
        [
            .. alone.Rows[^stored..], .. Enumerable.Range(0, more).Select(_ => Row(alone, random)),
        ];
        float[][] expected = [.. alone.Answers[^stored..], .. rows[stored..].Select(alone.Step)];
        StepResult result = await StepAsync(host, session, from, rows);
        Assert.Equal((StepFault.None, alone.Next), (result.Fault, result.Next));
        Assert.Equal(expected, result.Answers);
    }

    private static async Task<StepResult> StepAsync(EngineHost host, UInt128 session, long from, float[][] rows)
    {
        while (true)
        {
            StepResult result = await host.StepAsync(session, from, rows);
            if (result.Fault != StepFault.Unavailable)
            {
                return result;
            }
        }
    }

    private static async Task AnswersAsync(EngineHost host, UInt128 session, Undisturbed alone, Random random)
    {
        long from = random.NextInt64(Math.Max(1, alone.First - 2), alone.Next + 2);
        int count = random.Next(1, Kept);
        StepFault fault;
        float[][] answers;
        do
        {
            (fault, answers) = await host.AnswersAsync(session, from, count);
        }
        while (fault == StepFault.Unavailable);
        bool isKept = from >= alone.Next || (from >= alone.First && from >= alone.Next - Kept);
        Assert.Equal(isKept ? StepFault.None : StepFault.NotKept, fault);
        if (isKept && from < alone.Next)
        {
            int at = (int)(from - alone.First);
            Assert.Equal(alone.Answers.GetRange(at, Math.Min(count, alone.Answers.Count - at)), answers);
        }
    }

    private static async Task<ControlCall> AskAsync(
        EngineHost host, ControlKind kind, Func<UInt128> session, Action<ControlCall>? fill = null,
        StepFault end = StepFault.None)
    {
        while (true)
        {
            ControlCall call = await host.AskAsync(kind, session(), fill);
            if (call.Fault == StepFault.None || call.Fault == end)
            {
                return call;
            }

            Assert.Equal(StepFault.Unavailable, call.Fault);
        }
    }
}
