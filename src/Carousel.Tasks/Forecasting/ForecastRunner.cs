using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Memory;
using Carousel.Tasks.Forecasting.Networks;

namespace Carousel.Tasks.Forecasting;

/// <summary>Runs a model over windows: quantiles in the network's scale, averaged over the ensemble.</summary>
internal sealed class ForecastRunner(Backend backend, ForecastModel model) : IDisposable
{
    private const int WindowsPerBatch = 128;

    private readonly Arena _arena = new(backend);
    private readonly WindowBatch _batch = new(model.Design);
    private float[] _outputs = [];

    /// <summary>The quantiles of windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="tape">To be begun for inference; a new one where it is null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public QuantileTable Quantiles(ForecastData data, IReadOnlyList<Window> windows, Tape? tape = null, CancellationToken cancellation = default)
    {
        ForecastDesign design = model.Design;
        var table = new QuantileTable(windows.Count, design.Horizon, design.TargetCount, design.Quantiles);
        tape ??= new Tape(backend, _arena);
        for (int first = 0; first < windows.Count; first += WindowsPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(WindowsPerBatch, windows.Count - first);
            _batch.Begin(count);
            for (int w = 0; w < count; w++)
            {
                _batch.Set(w, data.Series[windows[first + w].Series], windows[first + w].Origin);
            }

            foreach (ForecastNetwork member in model.Members)
            {
                tape.Begin(TapeMode.Inference);
                Add(table, first, count, member, Scaled(tape, member.Forecast(tape, _batch)).Value);
            }
        }

        return table;
    }

    /// <summary>What the loss and the quantiles are made from: the network's output, for counts in units of a typical count.</summary>
    public static Variable Scaled(Tape tape, ForecastDesign design, Variable output) =>
        design.IsCount ? tape.Scale(output, (float)design.CountScale) : output;

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    private Variable Scaled(Tape tape, Variable output) => Scaled(tape, model.Design, output);

    private void Add(QuantileTable table, int first, int count, ForecastNetwork member, Tensor output)
    {
        ForecastDesign design = model.Design;
        if (_outputs.Length != output.Length)
        {
            _outputs = new float[output.Length];
        }

        output.Read(_outputs);
        Span<double> own = stackalloc double[design.Quantiles.Count];
        for (int w = 0; w < count; w++)
        {
            for (int t = 0; t < design.Horizon; t++)
            {
                for (int k = 0; k < design.TargetCount; k++)
                {
                    int place = member.Place(count, w, t, k) * design.OutputsPerStep;
                    NetworkQuantiles.Write(design, _outputs.AsSpan(place, design.OutputsPerStep), own);
                    Span<double> mean = table[first + w, t, k];
                    for (int q = 0; q < own.Length; q++)
                    {
                        mean[q] += own[q] / model.Members.Length;
                    }
                }
            }
        }
    }
}
