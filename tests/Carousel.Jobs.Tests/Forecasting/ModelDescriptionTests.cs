using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class ModelDescriptionTests
{
    [Theory]
    [InlineData(CellKind.Lstm, 2)]
    [InlineData(CellKind.Gru, 1)]
    [InlineData(CellKind.Elman, 1)]
    public void Costs_AreThoseOfTheEquations(CellKind cell, int valuesOfState)
    {
        const int Hidden = 8, Networks = 3;
        ForecastPlan plan = Plan(
            new ForecastOptions
            {
                Horizon = 4,
                Lookback = 10,
                Ensemble = Networks,
                Fit = new FitOptions { Cell = cell, Hidden = Hidden },
            });
        ModelDescription model = plan.Model;
        int gates = cell switch { CellKind.Lstm => 4, CellKind.Gru => 3, _ => 1 };
        long encoder = (long)gates * Hidden * (plan.Design.EncoderFeatures.Count + Hidden);
        long decoder = (long)gates * Hidden * (plan.Design.DecoderFeatures.Count + Hidden);
        long output = (long)plan.Design.OutputsPerStep * (Hidden + plan.Design.DecoderFeatures.Count);
        Assert.Equal(Networks * ((10 * encoder) + (4 * (decoder + output))), model.MultiplyAdds);
        Assert.Equal(Networks * Hidden * valuesOfState * sizeof(float), model.StateBytes);
        Assert.Equal(model.Parameters, model.Networks * model.Layers.Sum(l => l.Parameters));
        Assert.All(model.Layers, l => Assert.Equal(l.Parameters, l.Weights.Sum(w => (long)w.Shape.Length)));
        Assert.Equal(["encoder.0", "decoder.0", "output"], model.Layers.Select(l => l.Name));
    }

    [Theory]
    [InlineData(CellKind.Gru, "Gru")]
    [InlineData(CellKind.Mingru, "minGRU")]
    [InlineData(CellKind.Slstm, "sLSTM")]
    public void Layers_AreNamedByTheirCell(CellKind cell, string kind)
    {
        ModelDescription model = Plan(
            new ForecastOptions
            {
                Horizon = 4,
                Lookback = 10,
                Fit = new FitOptions { Cell = cell, Hidden = 8 },
            }).Model;
        Assert.Equal([kind, kind, "Dense"], model.Layers.Select(l => l.Kind));
    }

    private static ForecastPlan Plan(ForecastOptions options) =>
        ForecastPlan.Make(
            SeriesSet.FromValues([.. Enumerable.Range(0, 200).Select(i => (float)(10 + (i % 7) + (i * 31 % 5)))]),
            options);
}
