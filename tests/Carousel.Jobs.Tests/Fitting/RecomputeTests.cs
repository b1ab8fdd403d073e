using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Fitting;

/// <summary>Segments that are run again leave no trace in a model.</summary>
public sealed class RecomputeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Elman)]
    public void TheModelFile_IsTheSame(CellKind cell)
    {
        ForecastOptions options = Tiny.Options() with { Lookback = 40 };
        ForecastPlan plan = ForecastPlan.Make(
            Tiny.Daily(Tiny.Wave(190)),
            options with { Fit = options.Fit with { Cell = cell, Layers = 2, Dropout = 0.3 } });

        Assert.Equal(Bytes(plan, new FitRun()), Bytes(plan, new FitRun { Recompute = true }));
    }

    private byte[] Bytes(ForecastPlan plan, FitRun run)
    {
        using Forecaster model = Tiny.Fit(plan, run);
        string file = _folder.File("model.safetensors");
        model.Save(file);
        return File.ReadAllBytes(file);
    }
}
