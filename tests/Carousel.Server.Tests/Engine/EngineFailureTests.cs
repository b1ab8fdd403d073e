using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>Where the store fails, every call is answered, what was acknowledged is there, and nothing else
/// is.</summary>
public sealed class EngineFailureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Step_IsTakenOnce_HoweverOftenTheStoreFails(int seed)
    {
        // Failures come only in the writer's thread.
        var random = new Random(seed);
        FailingStore? store = null;
        using var host = new EngineHost(
            new EngineOptions
            {
                Workers = 3,
                SnapshotSteps = 5,
                JournalBytes = 4000,
                KeptSteps = 64,
                IdleSeconds = seed == 2 ? -1 : 600,
            },
            inner => store = new FailingStore(inner));
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        int refused = 0;
        store!.Fails = () => random.Next(12) switch { 0 => 1, 1 => 2, _ => 0 };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async caller =>
        {
            await Task.Yield();
            using var alone = new Undisturbed(model);
            UInt128 session = await BeginAsync(host);
            var own = new Random((seed * 100) + caller);
            while (alone.Next < 250)
            {
                float[][] rows =
                [
                    .. Enumerable.Range(0, own.Next(1, 6)).Select(r => Undisturbed.Row(model, caller, alone.Next + r)),
                ];
                long from = alone.Next;
                float[][] expected = [.. rows.Select(alone.Step)];
                while (true)
                {
                    StepResult result = await host.StepAsync(session, from, rows);
                    if (result.Fault != StepFault.Unavailable)
                    {
                        Assert.Equal((StepFault.None, alone.Next), (result.Fault, result.Next));
                        Assert.Equal(expected, result.Answers);
                        break;
                    }

                    Interlocked.Increment(ref refused);
                }
            }

            int count = (int)Math.Min(60, alone.Next - 1);
            (StepFault fault, float[][] answers) = await host.AnswersAsync(session, alone.Next - count, count);
            while (fault == StepFault.Unavailable)
            {
                (fault, answers) = await host.AnswersAsync(session, alone.Next - count, count);
            }

            Assert.Equal(StepFault.None, fault);
            Assert.Equal(alone.Answers[^count..], answers);
        }));
        Assert.True(refused > 0);
    }

    [Fact]
    public async Task StepsThatWereNotAcknowledged_AreNotThere_AlsoNotInASnapshot()
    {
        FailingStore? store = null;
        using var host = new EngineHost(
            new EngineOptions { Workers = 1, SnapshotSteps = 1 }, inner => store = new FailingStore(inner));
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        using var alone = new Undisturbed(model);
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        for (int turn = 0; turn < 30; turn++)
        {
            float[][] row = [Undisturbed.Row(model, 1, alone.Next)];
            Assert.Equal([alone.Step(row[0])], (await host.StepAsync(session, alone.Next - 1, row)).Answers);
            int failures = 1;
            // The snapshot of the step before may be written at any time: only the step's own block fails.
            store!.AppendFails = () => failures-- > 0 ? 1 : 0;
            Assert.Equal(
                StepFault.Unavailable,
                (await host.StepAsync(session, alone.Next, [Undisturbed.Row(model, 2, alone.Next)])).Fault);
            ControlCall look;
            do
            {
                look = await host.AskAsync(ControlKind.Look, session);
            }
            while (look.Fault == StepFault.Unavailable);
            Assert.Equal(alone.Next, look.Next);
        }

        host.Restart();
        float[][] last = [Undisturbed.Row(model, 1, alone.Next)];
        Assert.Equal([alone.Step(last[0])], (await host.StepAsync(session, 31, last)).Answers);
    }

    [Fact]
    public async Task EveryCall_IsAnswered_WhileTheStoreIsDown_AndGoesOnWhenItIsBack()
    {
        FailingStore? store = null;
        using var host = new EngineHost(new EngineOptions { Workers = 2 }, inner => store = new FailingStore(inner));
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        UInt128[] sessions = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => host.BeginAsync(EngineModels.Lstm)));
        Undisturbed[] alone = [.. sessions.Select(_ => new Undisturbed(model))];
        store!.IsDown = true;
        for (int round = 0; round < 3; round++)
        {
            StepResult[][] refused = await Task.WhenAll(
                Enumerable.Range(0, 200).Select(async call =>
                {
                    await Task.Delay(call * 5);
                    return await host.StepTogetherAsync(
                        sessions, [.. sessions.Select(_ => 1L)],
                        [.. sessions.Select((_, s) => Undisturbed.Row(model, s, 1))]);
                }));
            Assert.All(refused, r => Assert.All(r, s => Assert.Equal(StepFault.Unavailable, s.Fault)));
        }

        store.IsDown = false;
        for (int s = 0; s < sessions.Length; s++)
        {
            float[] row = Undisturbed.Row(model, s, 1);
            StepResult result;
            do
            {
                result = await host.StepAsync(sessions[s], 1, [row]);
            }
            while (result.Fault == StepFault.Unavailable);
            Assert.Equal([alone[s].Step(row)], result.Answers);
            alone[s].Dispose();
        }
    }

    [Fact]
    public async Task Step_IsRefused_WhenAnotherServerHasTakenTheStore()
    {
        using var host = new EngineHost();
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(model);
        float[][] row = [Undisturbed.Row(model, 1, 1)];
        Assert.Equal([alone.Step(row[0])], (await host.StepAsync(session, 1, row)).Answers);
        host.Store.Claim();
        Assert.Equal(
            StepFault.Unavailable, (await host.StepAsync(session, 2, [Undisturbed.Row(model, 1, 2)])).Fault);
        Assert.Throws<StoreException>(() => host.Engine.RemoveModel(1));
        host.Restart();
        row = [Undisturbed.Row(model, 2, 2)];
        Assert.Equal([alone.Step(row[0])], (await host.StepAsync(session, 2, row)).Answers);
    }

    [Theory]
    [InlineData(typeof(OperationCanceledException), false)]
    [InlineData(typeof(TimeoutException), false)]
    [InlineData(typeof(ObjectDisposedException), false)]
    [InlineData(typeof(StoreException), false)]
    [InlineData(typeof(IndexOutOfRangeException), true)]
    public async Task ReadThatFails_MarksASessionAsDamaged_OnlyIfItsBytesAre(Type failure, bool isDamage)
    {
        FailingStore? store = null;
        using var host = new EngineHost(new EngineOptions { Workers = 1 }, inner => store = new FailingStore(inner));
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        using var alone = new Undisturbed(model);
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        float[][] row = [Undisturbed.Row(model, 1, 1)];
        Assert.Equal([alone.Step(row[0])], (await host.StepAsync(session, 1, row)).Answers);
        host.Restart();
        object?[] texts = failure == typeof(StoreException) ? ["busy", null] : ["busy"];
        store!.ReadFails = (Exception)Activator.CreateInstance(failure, texts)!;
        row = [Undisturbed.Row(model, 1, 2)];
        Assert.Equal(
            isDamage ? StepFault.Damaged : StepFault.Unavailable, (await host.StepAsync(session, 2, row)).Fault);
        store.ReadFails = null;
        StepResult after = await host.StepAsync(session, 2, row);
        Assert.Equal(isDamage ? StepFault.Damaged : StepFault.None, after.Fault);
        Assert.True(isDamage || after.Answers[0].SequenceEqual(alone.Step(row[0])));
    }

    private static async Task<UInt128> BeginAsync(EngineHost host)
    {
        while (true)
        {
            var begin = new ControlCall(ControlKind.Begin, SessionId.New(isJob: false), 0)
            {
                Model = EngineModels.Lstm,
            };
            await host.Engine.AskAsync(begin);
            if (begin.Fault == StepFault.None)
            {
                return begin.Session;
            }
        }
    }
}
