using Carousel.Cli.Rendering;
using Carousel.Training;

namespace Carousel.Cli.Tests.Rendering;

public sealed class TrainingViewTests
{
    private static readonly TrainingTimes _times = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6), 5);

    [Fact]
    public void Log_IsOneLineAnEpoch_WithoutATerminal()
    {
        string log = Show(isTerminal: false, quiet: false);
        Assert.Equal(
            "  epoch 1/2  loss 0.800  validation 0.900 (best 0.900 at 1)  320 windows/s  0:06 left\n"
            + "  epoch 2/2  loss 0.700  validation 0.950 (best 0.900 at 1)  320 windows/s  0:06 left\n",
            log);
    }

    [Fact]
    public void Line_IsDrawnAgainInPlace_OnATerminal()
    {
        string shown = Show(isTerminal: true, quiet: false);
        Assert.StartsWith("\r\u001b[K  epoch 1/2  ", shown, StringComparison.Ordinal);
        Assert.EndsWith("0:06 left\n\n", shown, StringComparison.Ordinal);
        Assert.Equal(2, shown.Count(l => l == '\n'));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Quiet_WritesNothingButRemembersTheBest(bool isTerminal) =>
        Assert.Equal("", Show(isTerminal, quiet: true));

    [Fact]
    public void Stopping_IsAnsweredOnce()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", () => 640);
        view.ShowStopping();
        view.ShowStopping();
        Assert.Equal("  stopping after this step … ", error.ToString());
    }

    [Fact]
    public void Stopping_EndsOnItsLine_OrLeavesItBeforeAnotherMessage()
    {
        string Ended(Action<TrainingView> end)
        {
            using var error = new StringWriter { NewLine = "\n" };
            var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", () => 640);
            view.ShowStopping();
            end(view);
            return error.ToString();
        }

        Assert.Equal("  stopping after this step … kept it\n", Ended(v => v.ShowStopped("kept it")));
        Assert.Equal("  stopping after this step … \n", Ended(v => v.Close()));
        Assert.Equal(
            "  stopping after this step … kept it\n",
            Ended(v =>
            {
                v.OnEpoch(new EpochReport(new EpochRecord(1, 10, 0.8, 0.9, 0.1, IsBest: true), 2, 20, _times));
                v.ShowStopped("kept it");
            }));
    }

    [Fact]
    public void Resume_IsSaid()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", () => 640);
        view.OnStarted(new TrainingPlan(100, 40, 1200, 344, 11));
        view.Close();
        Assert.Equal(
            "  resumed at epoch 12, step 344; the result is bit-identical to that of an uninterrupted run\n",
            error.ToString());
    }

    [Fact]
    public void EarlyEnd_IsSaid()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", () => 640);
        view.OnStopped(new TrainingResult(StopReason.StoppedEarly, 120, 12, 0.3, 7, []));
        Assert.Equal("  stopped early: the validation score has not improved since epoch 7\n", error.ToString());
        Assert.Equal((0.3, 7), view.Best);
    }

    [Fact]
    public void ADecidedEnd_IsReported()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", () => 640);
        view.OnStopped(new TrainingResult(StopReason.Decided, 120, 12, 0.3, 7, []));
        Assert.Equal(
            "  ended after epoch 12: more training cannot improve the answers measurably\n",
            error.ToString());
    }

    [Fact]
    public void LongEpoch_IsALineEveryTenSeconds_WithTimeLeft_WithoutATerminal()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var clock = new HandClock();
        var view = new TrainingView(
            new Terminal(TextWriter.Null, error, clock: clock), quiet: false, "windows", unitsPerEpoch: () => 640);
        view.OnStarted(new TrainingPlan(100, 2, 20, 0, 0));
        clock.Move(30);
        Assert.Equal("", error.ToString());
        view.OnStep(new StepReport(1, 20, 1, 2, 1.5, 1, 0.1, 64) { Times = _times });
        clock.Move(25);
        view.OnStep(new StepReport(2, 20, 1, 2, 1.25, 1, 0.1, 64) { Times = _times });
        view.OnEpoch(new EpochReport(new EpochRecord(1, 10, 0.8, 0.9, 0.1, IsBest: true), 2, 20, _times));
        clock.Move(8);
        view.Close();
        clock.Move(60);
        Assert.Equal(
            string.Concat(Enumerable.Repeat("  epoch 1/2  loss 1.50  320 windows/s  0:06 left\n", 3))
            + "  epoch 1/2  loss 0.800  validation 0.900 (best 0.900 at 1)  320 windows/s  0:06 left\n",
            error.ToString());
    }

    [Theory]
    [InlineData(4, 600, "")]
    [InlineData(6, 60, "")]
    [InlineData(6, 600, "  about 11 minutes for all 2 epochs; it may stop early\n")]
    [InlineData(6, 20_000, "  about 5.6 hours for all 2 epochs; it may stop early\n")]
    [InlineData(6, 300_000, "  about 3.5 days for all 2 epochs; it may stop early\n")]
    [InlineData(6, 600, "  about 11 minutes for 1 epoch\n", 1)]
    public void Estimate_IsSaidOnce_BeforeALongTraining(double elapsed, double left, string said, int epochs = 2)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", () => 640);
        var times = new TrainingTimes(TimeSpan.FromSeconds(elapsed), TimeSpan.FromSeconds(left), 5);
        view.OnStarted(new TrainingPlan(100, epochs, 20, 0, 0));
        view.OnStep(new StepReport(1, 20, 1, epochs, 1.5, 1, 0.1, 64) { Times = times });
        view.OnStep(new StepReport(2, 20, 1, epochs, 1.5, 1, 0.1, 64) { Times = times });
        view.Close();

        Assert.Equal(said, error.ToString());
    }

    private static string Show(bool isTerminal, bool quiet)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextWriter.Null, error, isTerminal, isTerminal, color: false, width: 160);
        var view = new TrainingView(terminal, quiet, "windows", unitsPerEpoch: () => 640);
        view.OnStarted(new TrainingPlan(100, 2, 20, 0, 0));
        view.OnStep(new StepReport(1, 20, 1, 2, 1.5, 1, 0.1, 64) { Times = _times });
        view.OnEpoch(new EpochReport(new EpochRecord(1, 10, 0.8, 0.9, 0.1, IsBest: true), 2, 20, _times));
        view.OnStep(new StepReport(11, 20, 2, 2, 0.75, 1, 0.1, 64) { Times = _times });
        view.OnEpoch(new EpochReport(new EpochRecord(2, 20, 0.7, 0.95, 0.1, IsBest: false), 2, 20, _times));
        view.Close();
        Assert.Equal((0.9, 1), view.Best);
        return error.ToString();
    }

    /// <summary>A clock that is moved by hand, and beats every second.</summary>
    private sealed class HandClock : TimeProvider
    {
        private readonly List<Action> _beats = [];
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer();
            _beats.Add(() => timer.Beat(() => callback(state)));
            return timer;
        }

        public void Move(int seconds)
        {
            for (int s = 0; s < seconds; s++)
            {
                _now++;
                _beats.ForEach(beat => beat());
            }
        }

        private sealed class Timer : ITimer
        {
            private bool _isDisposed;

            public void Beat(Action beat)
            {
                if (!_isDisposed)
                {
                    beat();
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => _isDisposed = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
