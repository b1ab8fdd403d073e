using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Jobs.Quantizing;

/// <summary>How long one streamed step of a model's recurrent layers takes on one thread.</summary>
internal static class StepTimes
{
    /// <summary>
    /// Times the layers of cells that can be put into 8 bits and run from the first step to the last, each kind once,
    /// and adds up.
    /// </summary>
    /// <param name="model">A loaded model.</param>
    /// <param name="seconds">Seconds for a kind, warm-up aside.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Seconds of a step of all of them; null without such a layer.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static double? OfRecurrentLayers(IJobModel model, double seconds, CancellationToken cancellation)
    {
        // Layers of one size take the same time, where both or neither have variants, which can't be put into 8 bits.
        var shapes = model.Networks.SelectMany(Recurrent)
            .GroupBy(l => (l.GetType(), l.InputSize, l.OutputSize, l.QuantizableParameters().Any())).ToList();
        if (shapes.Count == 0)
        {
            return null;
        }

        using var backend = new CpuBackend(1);
        return shapes.Sum(layers => layers.Count() * Step(backend, layers.First(), seconds, cancellation));
    }

    private static double Step(CpuBackend backend, SequenceLayer layer, double seconds, CancellationToken cancellation)
    {
        using var session = new StreamingSession(backend, layer);
        float[] x = new float[layer.InputSize], y = new float[layer.OutputSize];
        x.AsSpan().Fill(0.5f);
        return Repetitions.Measure(
            calls =>
            {
                for (int i = 0; i < calls; i++)
                {
                    session.Step(x, y);
                }
            },
            seconds, cancellation).Seconds;
    }

    private static IEnumerable<SequenceLayer> Recurrent(Layer layer)
    {
        bool isTimed = layer is RecurrentLayer { IsReverse: false, Cell.IsQuantizable: true };
        IEnumerable<SequenceLayer> own = isTimed ? [(SequenceLayer)layer] : [];
        return own.Concat(layer.Layers.SelectMany(Recurrent));
    }
}
