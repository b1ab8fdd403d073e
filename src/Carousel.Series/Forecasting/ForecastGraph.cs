using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>
/// A forecaster as a graph: calibrated quantiles, in the scale of the network, or the parameters of a distribution from
/// each network.
/// </summary>
internal static class ForecastGraph
{
    /// <summary>The graph.</summary>
    public static ModelGraph Of(Forecaster forecaster)
    {
        ForecastDesign design = forecaster.Design;
        ForecastPortable.RequireExact(design);
        string what = design.Loss == ForecastLoss.Quantile ? "quantiles" : "the distribution";
        return new ModelGraph(
            ModelGraph.Whole,
            $"{what} of {string.Join(", ", design.Targets)} in each of {design.Horizon} rows ahead, "
            + $"from {design.Lookback} rows before{ForecastPortable.WithoutOf(forecaster)}",
            graph => Draw(graph, forecaster));
    }

    private static void Draw(INetworkGraph graph, Forecaster forecaster)
    {
        ForecastDesign design = forecaster.Design;
        ForecastPortableFeatures? features = forecaster.Scaling.Series.Count == 1
            && design is { Events: null, BaselineEach: false, HasDemand: false }
                ? new(design, forecaster.Scaling, forecaster.Baseline)
                : null;
        PortableInput past = PortableInput.OfValues(
            features?.Past ?? design.EncoderFeatures.Select(f => new PortableValue(f)));
        PortableInput ahead = PortableInput.OfValues(
            features?.Ahead ?? design.DecoderFeatures.Select(f => new PortableValue(f)));
        graph.Note(ForecastPortable.Table(design));
        graph.Note("strategy", "encoder-decoder");
        graph.Note("loss", Word(design.Loss));
        graph.Note("normalisation", Word(design.Normalization));
        if (features is null)
        {
            graph.Note("scaling", design.HasDemand ? "only Carousel computes levels of demand and scales"
                : design.Events is null
                ? "the scales differ per series and are only in the model file"
                : "scales and effects of special days are only in the model file");
        }

        GraphValue before = graph.Numbers("past", GraphAxis.Sequences, past);
        GraphValue horizon = graph.Numbers("ahead", [GraphAxis.Ahead, GraphAxis.Batch], ahead);
        GraphValue[] outputs = [.. forecaster.Model.Members.Select(m => m.Draw(graph, before, horizon))];
        if (design.Loss != ForecastLoss.Quantile)
        {
            for (int m = 0; m < outputs.Length; m++)
            {
                graph.Output(outputs.Length == 1 ? "parameters" : $"member.{m}.parameters", outputs[m]);
            }

            return;
        }

        graph.Output(
            "quantiles",
            Calibrated(
                graph, forecaster, graph.Mean([.. outputs.Select(o => graph.Sort(o, design.Quantiles.Count))])),
            new PortableAnswer(PortableFunction.None, ForecastPortable.Values(design, features))
            {
                Levels = features?.Levels ?? [],
            });
    }

    /// <summary>Offsets are added, none across the median, what crossed is put in order, and distances from the median
    /// are scaled.</summary>
    private static GraphValue Calibrated(INetworkGraph graph, Forecaster forecaster, GraphValue mean)
    {
        ForecastDesign design = forecaster.Design;
        int Q = design.Quantiles.Count, median = design.Median;
        float[] offsets = [.. forecaster.Calibration.Offsets.SelectMany(own => own.Select(o => (float)o))];
        GraphValue moved = graph.Scale(mean, [1], offsets);
        var parts = new List<GraphValue>();
        for (int r = 0; r < design.TargetCount; r++)
        {
            GraphValue middle = graph.Slice(mean, (r * Q) + median, 1);
            if (median > 0)
            {
                parts.Add(graph.Minimum(graph.Slice(moved, r * Q, median), middle));
            }

            parts.Add(graph.Maximum(graph.Slice(moved, (r * Q) + median, Q - median), middle));
        }

        GraphValue sorted = graph.Sort(graph.Concatenate(parts), Q);
        float[] spreads = [.. ForecastPortable.SpreadsOf(forecaster).Select(s => (float)s)];
        return spreads.All(s => s == 0) ? sorted : graph.Sort(
            graph.Add(
                graph.Scale(sorted, [.. spreads.Select(s => 1 + s)], [0]),
                graph.Scale(
                    graph.Concatenate([.. spreads.Select((_, i) => graph.Slice(sorted, (i / Q * Q) + median, 1))]),
                    [.. spreads.Select(s => -s)], [0])), Q);
    }

    private static string Word(Enum value) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
