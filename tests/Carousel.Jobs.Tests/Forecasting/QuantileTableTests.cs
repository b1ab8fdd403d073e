using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Places and levels that do not exist are refused and not read from a neighbour.</summary>
public sealed class QuantileTableTests
{
    private readonly QuantileTable _table = new QuantileTable<Stage.InUnits>(
        horizon: 2, targets: 2, [0.1, 0.5, 0.9], [.. Enumerable.Range(0, 24).Select(i => (double)i)]);

    [Theory]
    [InlineData(-1, 2, 0, "window")]
    [InlineData(2, 0, 0, "window")]
    [InlineData(0, 2, 0, "step")]
    [InlineData(1, -1, 0, "step")]
    [InlineData(0, 0, 2, "target")]
    public void Places_OutOfRange_AreRefused(int window, int step, int target, string named)
    {
        Assert.Equal(named, Refused(() => _table.MedianOf(window, step, target)));
        Assert.Equal(named, Refused(() => _table[window, step, target].ToArray()));
        Assert.Equal(named, Refused(() => _table.Interval(window, step, target, 80)));
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(-1)]
    [InlineData(100)]
    [InlineData(double.NaN)]
    public void Levels_AreInPercent(double level)
    {
        Assert.Equal("level", Refused(() => _table.Interval(0, 0, 0, level)));
        Assert.Equal("level", Refused(() => new SamplePaths([]).Sum(_table, 0, 0, level)));
    }

    [Fact]
    public void AForecast_NamesWhatItLacks_AndAnswersOneThread()
    {
        var set = Tiny.Daily(Tiny.Wave(130));
        using Forecaster model = Tiny.Fit(set, Tiny.Options());
        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("step", Refused(() => forecast.LabelAt(0, 500)));
        Assert.Equal("window", Refused(() => forecast.LabelAt(-1, 0)));
        Assert.Equal("step", Refused(() => forecast.IsOpen(0, 4)));
        Assert.Equal("level", Refused(() => forecast.Sum(0, 0, 0.8)));

        using var isHeld = new ManualResetEventSlim();
        using var isDone = new ManualResetEventSlim();
        var other = new Thread(() => model.Alone(() =>
        {
            isHeld.Set();
            isDone.Wait();
            return 0;
        }));
        other.Start();
        isHeld.Wait(TestContext.Current.CancellationToken);
        string message = Assert.Throws<InvalidOperationException>(() => model.Predict(set)).Message;
        isDone.Set();
        other.Join();
        Assert.Equal(
            "This Forecaster is used by another thread. Use one per thread, or a HostedModel.", message);
        Assert.Equal(
            forecast.Quantiles.MedianOf(0, 0, 0),
            model.Predict(set, cancellation: TestContext.Current.CancellationToken).Quantiles.MedianOf(0, 0, 0));
    }

    private static string? Refused<T>(Func<T> call) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { call(); }).ParamName;
}
