using Carousel.Cli.Rendering;
using Carousel.Training;
using Carousel.Training.Observers;

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
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", 640);
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
            var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", 640);
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
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", 640);
        view.OnStarted(new TrainingPlan(100, 40, 1200, 344, 11));
        Assert.Equal(
            "  resumed at epoch 12, step 344; from here the run is the same, bit for bit, as if it had not been "
            + "stopped\n", error.ToString());
    }

    [Fact]
    public void EarlyEnd_IsSaid()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var view = new TrainingView(new Terminal(TextWriter.Null, error), quiet: false, "windows", 640);
        view.OnStopped(new TrainingResult(StopReason.StoppedEarly, 120, 12, 0.3, 7, []));
        Assert.Equal("  stopped early: the validation has not been better since epoch 7\n", error.ToString());
        Assert.Equal((0.3, 7), view.Best);
    }

    private static string Show(bool isTerminal, bool quiet)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextWriter.Null, error, isTerminal, isTerminal, colour: false, width: 160);
        var view = new TrainingView(terminal, quiet, "windows", unitsPerEpoch: 640);
        view.OnStarted(new TrainingPlan(100, 2, 20, 0, 0));
        view.OnStep(new StepReport(1, 20, 1, 2, 1.5, 1, 0.1, 64, _times));
        view.OnEpoch(new EpochReport(new EpochRecord(1, 10, 0.8, 0.9, 0.1, IsBest: true), 2, 20, _times));
        view.OnStep(new StepReport(11, 20, 2, 2, 0.75, 1, 0.1, 64, _times));
        view.OnEpoch(new EpochReport(new EpochRecord(2, 20, 0.7, 0.95, 0.1, IsBest: false), 2, 20, _times));
        view.Close();
        Assert.Equal((0.9, 1), view.Best);
        return error.ToString();
    }
}
