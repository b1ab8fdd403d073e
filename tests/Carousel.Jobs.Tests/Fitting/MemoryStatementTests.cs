using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Fitting;

/// <summary>What a fit says of its memory before the first step.</summary>
public sealed class MemoryStatementTests
{
    private static readonly ForecastOptions _options = Tiny.Options() with { Lookback = 40, EpochWindows = 50 };

    [Fact]
    public void Fit_StatesItsMemory_AndTrainsNothing_WhereItIsThenCanceled()
    {
        MemoryStatement small = State(_options, recompute: false), wide = State(Wide(), recompute: false),
            less = State(Wide(), recompute: true);

        Assert.Equal(
            small.Peak,
            small.RuntimeAndData + small.Parameters + small.Training.Held + small.Training.Tensors
                + small.Training.Panels + small.Training.Scratch);
        Assert.Equal(ForecastPlan.Make(Tiny.Daily(Tiny.Wave(190)), _options).Model.Parameters, small.ParameterCount);
        Assert.True(wide.Training.Tensors > 8 * small.Training.Tensors, wide.InWords());
        Assert.True(2 * less.Training.Tensors < wide.Training.Tensors, less.InWords());
        Assert.StartsWith("about ", wide.InWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingsAtTheSameTime_NeedTheMemoryOfBoth()
    {
        MemoryStatement one = State(_options, recompute: false, compare: true),
            both = State(_options with { Fit = _options.Fit with { Threads = 2 } }, recompute: false, compare: true);

        Assert.Equal(2 * one.Training.Tensors, both.Training.Tensors);
        Assert.Equal((2 * one.Training.Held) + one.Parameters, both.Training.Held);
    }

    [Fact]
    public void Fit_TrainsTheSameModel_WhetherItStatesItsMemoryOrNot()
    {
        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(190)), _options);
        int times = 0;
        using Forecaster plain = Tiny.Fit(plan, new FitRun()),
            stated = Tiny.Fit(plan, new FitRun { Stated = _ => times++ });

        Assert.Equal(1, times);
        Assert.Equal(plain.Summary.History, stated.Summary.History);
    }

    private static ForecastOptions Wide() =>
        _options with { Lookback = 100, Fit = _options.Fit with { Hidden = 96, Layers = 2, Batch = 32 } };

    private static MemoryStatement State(ForecastOptions options, bool recompute, bool compare = false)
    {
        using var stop = new CancellationTokenSource();
        MemoryStatement? found = null;
        var run = new FitRun
        {
            Recompute = recompute,
            Compare = compare,
            Stated = s =>
            {
                found = s;
                stop.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => Tiny.FitUntil(ForecastPlan.Make(Tiny.Daily(Tiny.Wave(390)), options), run, stop.Token));
        return found!;
    }
}
