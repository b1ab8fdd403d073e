using System.Threading.Channels;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>What a session does with steps that are repeated, wrong, too early or too late, and what else it can be
/// asked
/// for.</summary>
public sealed class EngineRuleTests : IDisposable
{
    private readonly EngineHost _host = new(new EngineOptions { Workers = 2, KeptSteps = 64 });
    private readonly Undisturbed _alone;

    public EngineRuleTests() => _alone = new Undisturbed(_host.Models.Of(EngineModels.Lstm));

    [Fact]
    public async Task Step_AnswersARepeatedRequestFromTheStore()
    {
        UInt128 session = await BeginAsync(10);
        StepResult again = await _host.StepAsync(session, 4, [.. _alone.Rows[3..8]]);
        Assert.Equal((StepFault.None, 11), (again.Fault, again.Next));
        Assert.Equal(_alone.Answers[3..8], again.Answers);
        Assert.Equal(10, _host.Engine.Meters.Steps);
    }

    [Fact]
    public async Task Step_TakesTheRest_WhereTheFirstRowsWereTakenBefore()
    {
        UInt128 session = await BeginAsync(10);
        float[][] more = Rows(11, 4);
        StepResult result = await _host.StepAsync(session, 8, [.. _alone.Rows[7..], .. more]);
        Assert.Equal((StepFault.None, 15), (result.Fault, result.Next));
        Assert.Equal([.. _alone.Answers[7..10], .. more.Select(_alone.Step)], result.Answers);
        Assert.Equal(14, _host.Engine.Meters.Steps);
    }

    [Fact]
    public async Task Step_RefusesOtherValues_AndTakesNoneOfTheRequest()
    {
        UInt128 session = await BeginAsync(10);
        StepResult result = await _host.StepAsync(session, 9, [_alone.Rows[8], [1, 2, 3], [4, 5, 6]]);
        Assert.Equal((StepFault.Conflict, 11), (result.Fault, result.Next));
        Assert.Equal("Step 10 was taken with other values.", result.Detail);
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Step_RefusesAGap()
    {
        UInt128 session = await BeginAsync(3);
        StepResult result = await _host.StepAsync(session, 5, Rows(5, 1));
        Assert.Equal((StepFault.Gap, 4), (result.Fault, result.Next));
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Step_RefusesStepsThatAreNoLongerKept()
    {
        UInt128 session = await BeginAsync(100);
        StepResult late = await _host.StepAsync(session, 36, [_alone.Rows[35]]);
        Assert.Equal((StepFault.NotKept, 101), (late.Fault, late.Next));
        StepResult kept = await _host.StepAsync(session, 37, [_alone.Rows[36]]);
        Assert.Equal(_alone.Answers[36..37], kept.Answers);
        (StepFault fault, _) = await _host.AnswersAsync(session, 36, 1);
        Assert.Equal(StepFault.NotKept, fault);
        (_, float[][] answers) = await _host.AnswersAsync(session, 37, 1000);
        Assert.Equal(_alone.Answers[36..], answers);
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Step_RefusesWhatIsNoRowOfTheModel()
    {
        UInt128 session = await BeginAsync(2);
        Assert.Equal(StepFault.Width, (await _host.StepAsync(session, 0, [[1, 2]])).Fault);
        UInt128 symbols = await _host.BeginAsync(EngineModels.Symbols);
        Assert.Equal(StepFault.Row, (await _host.StepAsync(symbols, 0, [[3], [11]])).Fault);
        Assert.Equal(StepFault.Row, (await _host.StepAsync(symbols, 0, [[0.5f]])).Fault);
        Assert.Equal(StepFault.NoSession, (await _host.StepAsync(session + 2, 0, Rows(1, 1))).Fault);
        Assert.Equal(1, (await _host.AskAsync(ControlKind.Look, symbols)).Next);
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task StepTogether_AnswersWhatItCan()
    {
        UInt128 session = await BeginAsync(4), second = await _host.BeginAsync(EngineModels.Lstm);
        float[] row = Rows(5, 1)[0];
        StepResult[] results = await _host.StepTogetherAsync(
            [session, session + 2, session, second, session, session], [5, 1, 9, 2, 3, 4],
            [row, row, row, row, row, _alone.Rows[3]]);
        Assert.Equal(
            [StepFault.None, StepFault.NoSession, StepFault.Gap, StepFault.Gap, StepFault.Conflict, StepFault.None],
            results.Select(r => r.Fault));
        Assert.Equal([6, 0, 6, 1, 6, 6], results.Select(r => r.Next));
        Assert.Equal(_alone.Answers[3], results[5].Answers[0]);
        Assert.Equal(_alone.Step(row), results[0].Answers[0]);
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Step_OfAnotherOwner_FindsNoSession()
    {
        UInt128 session = await BeginAsync(1);
        StepCall call = StepCall.Rent(1, 1, 3);
        (call.Sessions[0], call.From[0], call.Owner) = (session, 0, 77);
        await _host.Engine.StepAsync(call);
        Assert.Equal((StepFault.NoSession, 0), (call.Faults[0], call.Next[0]));
        call.Return();
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Step_ThatIsCanceled_LeavesTheSessionWhereItIs()
    {
        UInt128 session = await BeginAsync(5);
        for (int turn = 0; turn < 40; turn++)
        {
            float[][] rows = Rows(_alone.Next, 2000);
            int moment = turn;
            using var leaving = new CancellationTokenSource();
            StepResult result = await _host.StepAsync(
                session, 0, rows,
                _ =>
                {
                    Thread.SpinWait(moment * 2000);
                    leaving.Cancel();
                },
                leaving.Token);
            long next = (await _host.AskAsync(ControlKind.Look, session)).Next;
            Assert.True(result.Fault is StepFault.Canceled or StepFault.None);
            Assert.InRange(next, _alone.Next, _alone.Next + rows.Length);
            for (int taken = 0; _alone.Next < next; taken++)
            {
                Assert.Equal(_alone.Step(rows[taken]), result.Answers[taken]);
            }
        }

        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Step_IsRefused_WhereTooMuchWaits_AndNothingIsLost()
    {
        _host.Options = _host.Options with { MostWaiting = 50 };
        _host.Restart();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async caller =>
        {
            await Task.Yield();
            using var alone = new Undisturbed(_alone.Model);
            UInt128 session = await _host.BeginAsync(EngineModels.Lstm);
            while (alone.Next < 400)
            {
                float[][] rows = Rows(alone.Next, 20, caller);
                StepResult result = await _host.StepAsync(session, alone.Next, rows);
                if (result.Fault != StepFault.Busy)
                {
                    Assert.Equal(StepFault.None, result.Fault);
                    Assert.Equal(rows.Select(alone.Step), result.Answers);
                }
            }
        }));
        Assert.Equal(0, _host.Engine.Counts.Waiting);
    }

    [Fact]
    public void Reserve_RefusesWhatIsTooMuch_ButNeverARequestAlone()
    {
        using var readers = new StoreReaders();
        var options = new EngineOptions { MostWaiting = 50 };
        using var worker = new SessionWorker(
            0, [0], _host.Store, _host.Models, options, new EngineShared(options), new BlockNumbers(), readers,
            _ => { });
        Assert.True(worker.TryReserve(60));
        Assert.False(worker.TryReserve(1));
        Assert.Equal(60, worker.Waiting);
        worker.Unreserve(60);
        Assert.True(worker.TryReserve(50));
        Assert.False(worker.TryReserve(1));
        worker.Unreserve(50);
    }

    [Fact]
    public async Task Fork_GoesOnFromTheSameState_BesideTheFirst()
    {
        UInt128 session = await BeginAsync(6);
        ControlCall state = await _host.AskAsync(ControlKind.Save, session);
        UInt128 fork = SessionId.New(isJob: false);
        ControlCall begun = await _host.AskAsync(
            ControlKind.Begin, fork, c => (c.Model, c.Next, c.State) = (state.Model, state.Next, state.State));
        Assert.Equal(StepFault.None, begun.Fault);
        using var other = new Undisturbed(_alone.Model);
        other.GoOn(_alone.State, 7);
        float[][] rows = Rows(7, 3, session: 2);
        Assert.Equal(rows.Select(other.Step), (await _host.StepAsync(fork, 7, rows)).Answers);
        Assert.Equal(StepFault.NotKept, (await _host.StepAsync(fork, 6, [_alone.Rows[5]])).Fault);
        await GoesOnAsync(session);
        _host.Restart();
        rows = Rows(10, 1);
        Assert.Equal(rows.Select(other.Step), (await _host.StepAsync(fork, 10, rows)).Answers);
        Assert.Equal(StepFault.NotKept, (await _host.StepAsync(fork, 6, [_alone.Rows[5]])).Fault);
    }

    [Fact]
    public async Task Restore_GoesBack_AndForgetsTheStepsBetween()
    {
        UInt128 session = await BeginAsync(6);
        ControlCall state = await _host.AskAsync(ControlKind.Save, session);
        float[] kept = _alone.State;
        await GoesOnAsync(session);
        ControlCall restored = await _host.AskAsync(
            ControlKind.Restore, session, c => (c.State, c.Next) = (state.State, state.Next));
        Assert.Equal((StepFault.None, 7), (restored.Fault, restored.Next));
        _alone.GoOn(kept, 7);
        Assert.Equal(StepFault.Gap, (await _host.StepAsync(session, 8, Rows(8, 1))).Fault);
        Assert.Equal(StepFault.NotKept, (await _host.AnswersAsync(session, 6, 1)).Fault);
        await GoesOnAsync(session);
        _host.Restart();
        await GoesOnAsync(session);
        Assert.Equal(
            StepFault.State,
            (await _host.AskAsync(ControlKind.Restore, session, c => c.State = new byte[5])).Fault);
        await GoesOnAsync(session);
    }

    [Fact]
    public async Task Close_EndsTheSession_AndWhatWaitsForIt()
    {
        UInt128 session = await BeginAsync(3);
        Task<ControlCall> close = _host.AskAsync(ControlKind.Close, session);
        Task<StepResult> behind = _host.StepAsync(session, 0, Rows(4, 1));
        Assert.Equal((StepFault.None, 4), ((await close).Fault, (await close).Next));
        Assert.Equal(StepFault.NoSession, (await behind).Fault);
        _host.Restart();
        Assert.Equal(StepFault.NoSession, (await _host.AskAsync(ControlKind.Look, session)).Fault);
    }

    [Fact]
    public async Task Session_Ends_WhenItExpires()
    {
        var begin = new ControlCall(ControlKind.Begin, SessionId.New(isJob: false), 0)
        {
            Model = EngineModels.Lstm,
            ExpiresAfter = 1,
        };

        // Watched before it begins: to ask where it is would keep it from expiring.
        Channel<SessionNews> news = _host.Engine.Watchers.Add(begin.Session);
        await _host.Engine.AskAsync(begin);
        UInt128 other = await BeginAsync(1);
        Assert.True((await news.Reader.ReadAsync(TestContext.Current.CancellationToken)).IsEnd);
        Assert.Equal(StepFault.NoSession, (await _host.StepAsync(begin.Session, 1, Rows(1, 1))).Fault);
        await GoesOnAsync(other);
    }

    [Fact]
    public async Task Begin_UnderTheIdOfAClosedSession_BeginsAnew()
    {
        UInt128 session = await BeginAsync(5);
        await _host.AskAsync(ControlKind.Close, session);
        Assert.Equal(
            StepFault.None, (await _host.AskAsync(ControlKind.Begin, session, c => c.Model = EngineModels.Lstm)).Fault);
        using var anew = new Undisturbed(_alone.Model);
        float[][] rows = Rows(1, 3, session: 9);
        Assert.Equal(rows.Select(anew.Step), (await _host.StepAsync(session, 1, rows)).Answers);
        _host.Restart();
        Assert.Equal(anew.Answers, (await _host.AnswersAsync(session, 1, 10)).Answers);
        rows = Rows(4, 1);
        Assert.Equal(rows.Select(anew.Step), (await _host.StepAsync(session, 4, rows)).Answers);
    }

    [Fact]
    public async Task Call_BehindTheEnd_IsRefused()
    {
        UInt128 session = await BeginAsync(2);
        _host.Engine.Dispose();
        Assert.Equal(StepFault.Unavailable, (await _host.StepAsync(session, 3, Rows(3, 1))).Fault);
        Assert.Equal(StepFault.Unavailable, (await _host.AskAsync(ControlKind.Look, session)).Fault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _alone.Dispose();
        _host.Dispose();
    }

    private float[][] Rows(long first, int count, int session = 1) =>
        [.. Enumerable.Range(0, count).Select(r => Undisturbed.Row(_alone.Model, session, first + r))];

    private async Task<UInt128> BeginAsync(int steps)
    {
        UInt128 session = await _host.BeginAsync(EngineModels.Lstm);
        for (int step = 1; step <= steps; step++)
        {
            await GoesOnAsync(session);
        }

        return session;
    }

    private async Task GoesOnAsync(UInt128 session)
    {
        float[][] row = Rows(_alone.Next, 1);
        StepResult result = await _host.StepAsync(session, _alone.Next, row);
        Assert.Equal(StepFault.None, result.Fault);
        Assert.Equal([_alone.Step(row[0])], result.Answers);
    }
}
