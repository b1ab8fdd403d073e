using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Tests.Engine;

/// <summary>Memory, journal and history stay small, and sessions notice nothing of it.</summary>
public sealed class EngineKeepingTests
{
    [Theory]
    [InlineData(EngineModels.Lstm)]
    [InlineData(EngineModels.Pooled)]
    public async Task Session_GoesOnToTheBit_WhenItsStateHasLeftMemory(int number)
    {
        using var host = new EngineHost(new EngineOptions { Workers = 2, IdleSeconds = -1, SnapshotSteps = 7 });
        ServedModel model = host.Models.Of(number);
        using var alone = new Undisturbed(model);
        UInt128 session = await host.BeginAsync(number);
        for (int turn = 0; turn < 6; turn++)
        {
            await StepAsync(host, session, alone, 1 + (turn * 3));
            await EngineHost.UntilAsync(() => host.Engine.Meters.Leaves > turn);
            await EngineHost.UntilAsync(() => host.Engine.Counts.Awake == 0);
        }

        Assert.True(host.Engine.Meters.Wakes > 0);
        Assert.Equal(alone.Answers, (await host.AnswersAsync(session, 1, 1000)).Answers);
    }

    [Fact]
    public async Task States_LeaveMemory_WhereThereAreTooMany()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 2, MostAwake = 10 });
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        UInt128[] sessions = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => host.BeginAsync(EngineModels.Lstm)));
        Undisturbed[] alone = [.. sessions.Select(_ => new Undisturbed(model))];
        for (int turn = 0; turn < 2; turn++)
        {
            for (int s = 0; s < sessions.Length; s++)
            {
                await StepAsync(host, sessions[s], alone[s], 3);
            }

            await EngineHost.UntilAsync(() => host.Engine.Counts.Awake <= 10);
        }

        Array.ForEach(alone, a => a.Dispose());
    }

    [Fact]
    public async Task Journal_MovesToTheHistory_WhileSessionsStep()
    {
        using var host = new EngineHost(
            new EngineOptions { Workers = 2, JournalBytes = 20_000, SnapshotSteps = 50, KeptSteps = 1024 });
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        UInt128 closed = await host.BeginAsync(EngineModels.Lstm);
        await host.StepAsync(closed, 1, [Undisturbed.Row(model, 99, 1)]);
        UInt128 still = await host.BeginAsync(EngineModels.Lstm), idle = await host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(model);
        await StepAsync(host, idle, alone, 40);
        await host.AskAsync(ControlKind.Close, closed);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async caller =>
        {
            await Task.Yield();
            using var own = new Undisturbed(model);
            UInt128 session = await host.BeginAsync(EngineModels.Lstm);
            var random = new Random(caller);
            while (own.Next < 6000)
            {
                await StepAsync(host, session, own, random.Next(1, 40), caller);
                if (random.Next(20) == 0)
                {
                    int back = (int)Math.Min(1024, own.Next - 1), count = random.Next(1, back + 1);
                    (StepFault fault, float[][] answers) = await host.AnswersAsync(session, own.Next - back, count);
                    Assert.Equal(StepFault.None, fault);
                    Assert.Equal(own.Answers.GetRange(own.Answers.Count - back, count), answers);
                    long first = own.Next - back;
                    StepResult again = await host.StepAsync(
                        session, first, [.. own.Rows.GetRange(own.Rows.Count - back, count)]);
                    Assert.Equal(answers, again.Answers);
                }
            }

            Assert.Equal(StepFault.NotKept, (await host.AnswersAsync(session, own.Next - 1025, 1)).Fault);
        }));
        await StepAsync(host, idle, alone, 1);
        Assert.Equal(alone.Answers, (await host.AnswersAsync(idle, 1, 100)).Answers);
        Assert.Equal(1, (await host.AskAsync(ControlKind.Look, still)).Next);

        // What is left is what has to be: 6 sessions of 1,024 steps of 72 bytes and more, and journals of 20,000 bytes.
        await EngineHost.UntilAsync(() => Length(host, "journal") < 400_000 && Length(host, "history") < 1_500_000);
        host.Restart();
        await StepAsync(host, idle, alone, 1);
        Assert.Equal(alone.Answers, (await host.AnswersAsync(idle, 1, 100)).Answers);
        Assert.Equal(StepFault.NoSession, (await host.AskAsync(ControlKind.Look, closed)).Fault);
    }

    [Fact]
    public async Task Session_ThatIsClosed_LeavesNothingInTheFile_AndOneOfItsIdKeepsAll()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 1, JournalBytes = 3000, SnapshotSteps = 2 });
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        UInt128 again = await host.BeginAsync(EngineModels.Lstm);
        var gone = new List<UInt128>();
        for (int turn = 0; turn < 30; turn++)
        {
            UInt128 session = await host.BeginAsync(EngineModels.Lstm);
            using var alone = new Undisturbed(model);
            await StepAsync(host, session, alone, 25);
            await host.AskAsync(ControlKind.Close, session);
            await host.AskAsync(ControlKind.Close, again);
            await host.AskAsync(ControlKind.Begin, again, c => c.Model = EngineModels.Lstm);
            using var anew = new Undisturbed(model);
            await StepAsync(host, again, anew, 25, turn);
            Assert.Equal(anew.Answers, (await host.AnswersAsync(again, 1, 100)).Answers);
            if (turn % 10 == 9)
            {
                host.Restart();
            }

            await StepAsync(host, again, anew, 1, turn);
            Assert.Equal(anew.Answers, (await host.AnswersAsync(again, 1, 100)).Answers);
            gone.Add(session);
        }

        // Each partition's journal is filled until it was compacted after the last end.
        using var filling = new Undisturbed(model);
        await EngineHost.UntilAsync(() =>
        {
            Task.Run(async () =>
            {
                UInt128 filler = await host.BeginAsync(EngineModels.Lstm);
                filling.GoOn(new float[filling.State.Length], 1);
                await StepAsync(host, filler, filling, 60);
            }).GetAwaiter().GetResult();
            return gone.TrueForAll(id => Rows(host, "sessions", id) == 0 && Rows(host, "history", id) == 0);
        });
        host.Restart();
        foreach (UInt128 id in gone)
        {
            Assert.Equal(StepFault.NoSession, (await host.AskAsync(ControlKind.Look, id)).Fault);
        }

        Assert.Equal(27, (await host.AskAsync(ControlKind.Look, again)).Next);
    }

    [Fact]
    public async Task Journal_IsCompactedAgain_WhereASessionEndedBehindTheBlocksThatWent()
    {
        using var gate = new ManualResetEventSlim(true);
        using var host = new EngineHost(
            new EngineOptions { Workers = 1, JournalBytes = 1 },
            inner => new FailingStore(inner)
            {
                Fails = () =>
                {
                    gate.Wait(TestContext.Current.CancellationToken);
                    return 0;
                },
            });
        ServedModel model = host.Models.Of(EngineModels.Lstm);
        UInt128 stays = await host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(model);
        for (int turn = 0; turn < 10; turn++)
        {
            UInt128 ends;
            do
            {
                ends = SessionId.New(isJob: false);
            }
            while (SessionId.Partition(ends, host.Store.Partitions)
                != SessionId.Partition(stays, host.Store.Partitions));
            await host.AskAsync(ControlKind.Begin, ends, c => c.Model = EngineModels.Lstm);
            await EngineHost.UntilAsync(() => Length(host, "journal") == 0);

            // While the step is being written, the other session ends in the block that follows.
            gate.Reset();
            Task step = StepAsync(host, stays, alone, 1);
            Task<ControlCall> end = host.AskAsync(ControlKind.Close, ends);
            await EngineHost.UntilAsync(() => host.Engine.Counts.Sessions == 1);
            gate.Set();
            await step;
            Assert.Equal(StepFault.None, (await end).Fault);
        }

        await EngineHost.UntilAsync(() => Length(host, "journal") == 0);
        host.Restart();
        await StepAsync(host, stays, alone, 1);
    }

    [Fact]
    public async Task Session_IsNotAnsweredFromAnotherState_WhereItsRecordsAreMissing()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 1 });
        using var alone = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        await StepAsync(host, session, alone, 3);
        await StepAsync(host, session, alone, 3);
        host.Engine.Dispose();
        Run(host, "DELETE FROM journal WHERE place = (SELECT min(place) FROM journal)");
        host.Restart();
        Assert.Equal(
            StepFault.Damaged, (await host.StepAsync(session, 7, [Undisturbed.Row(alone.Model, 1, 7)])).Fault);
    }

    [Fact]
    public async Task LongestRequest_CanBeRepeated_AlsoBehindARestart()
    {
        using var host = new EngineHost();
        using var alone = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        await StepAsync(host, session, alone, 10);
        await StepAsync(host, session, alone, StepCall.MostRows);
        host.Restart();
        StepResult again = await host.StepAsync(session, 11, [.. alone.Rows[10..]]);
        Assert.Equal(StepFault.None, again.Fault);
        Assert.Equal(alone.Answers[10..], again.Answers);
    }

    [Fact]
    public async Task RepeatedRequest_ToASessionThatSleeps_LeavesItsStateAlone()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 1, SnapshotSteps = 3 });
        using var alone = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        await StepAsync(host, session, alone, 10);
        for (int turn = 0; turn < 5; turn++)
        {
            host.Restart();
            Assert.Equal(
            alone.Answers[^4..],
            (await host.StepAsync(session, alone.Next - 4, alone.Rows[^4..].ToArray())).Answers);
            host.Restart();
            await StepAsync(host, session, alone, 4);
        }
    }

    [Fact]
    public async Task RestartAtAnyMoment_GoesOnToTheBit()
    {
        using var host = new EngineHost(
            new EngineOptions { Workers = 2, JournalBytes = 5000, SnapshotSteps = 5, IdleSeconds = -1 });
        ServedModel model = host.Models.Of(EngineModels.Pooled);
        UInt128[] sessions = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => host.BeginAsync(EngineModels.Pooled)));
        Undisturbed[] alone = [.. sessions.Select(_ => new Undisturbed(model))];
        var random = new Random(5);
        for (int turn = 0; turn < 25; turn++)
        {
            int rounds = random.Next(1, 30);
            await Task.WhenAll(sessions.Select(async (session, s) =>
            {
                await Task.Yield();
                for (int round = 0; round < rounds; round++)
                {
                    await StepAsync(host, session, alone[s], 1 + ((s + round) % 4), s);
                }
            }));
            host.Restart();
        }

        Array.ForEach(alone, a => a.Dispose());
    }

    private static async Task StepAsync(
        EngineHost host, UInt128 session, Undisturbed alone, int steps, int rowsOf = 1)
    {
        float[][] rows =
        [
            .. Enumerable.Range(0, steps).Select(r => Undisturbed.Row(alone.Model, rowsOf, alone.Next + r)),
        ];
        long from = alone.Next;
        float[][] expected = [.. rows.Select(alone.Step)];
        StepResult result = await host.StepAsync(session, from, rows);
        Assert.Equal((StepFault.None, alone.Next), (result.Fault, result.Next));
        Assert.Equal(expected, result.Answers);
    }

    private static long Length(EngineHost host, string table) =>
        Ask(host, $"SELECT coalesce(sum(length(bytes)), 0) FROM {table}");

    private static long Rows(EngineHost host, string table, UInt128 session) =>
        Ask(host, $"SELECT count(*) FROM {table} WHERE id = x'{SessionId.Text(session)}'");

    private static long Ask(EngineHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={host.StoreFile};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Run(EngineHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={host.StoreFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
