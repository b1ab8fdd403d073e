using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Networks;

/// <summary>Shown a table of one run of a recurrent layer.</summary>
/// <param name="layer">The layer's path in its model, such as <c>lstm.0</c>.</param>
/// <param name="quantity">What the table holds.</param>
/// <param name="values">[N, H], of the hidden state [N, P]: a row for each step of each sequence; valid until the call
/// returns.</param>
internal delegate void ShowTable(string layer, TraceQuantity quantity, ReadOnlySpan<float> values);

/// <summary>
/// Runs one batch of a training in inference and shows the states of its recurrent layers. It has a separate tape, so
/// the training continues with the same bits.
/// </summary>
/// <remarks>
/// It needs no input: it works with every model that can be trained, encoders and decoders too.
/// </remarks>
internal static class BatchTrace
{
    /// <summary>
    /// Runs the batch forward, dropout off. A layer that runs several times, as in a decoder, is shown each time.
    /// </summary>
    /// <param name="backend">The backend the model was built on.</param>
    /// <param name="problem">The model and its batches.</param>
    /// <param name="show">Shown each quantity of each recurrent layer, in the order of the runs.</param>
    /// <param name="epoch">The epoch whose batch is meant: 0, 1, ….</param>
    /// <param name="batch">Which of its batches.</param>
    /// <returns>The mean loss over the batch.</returns>
    /// <exception cref="ArgumentException">The gates of a layer's cell are not known.</exception>
    public static double Run(Backend backend, ITrainingProblem problem, ShowTable show, int epoch = 0, int batch = 0)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena) { Observer = new TableObserver(show) };
        tape.Begin(TapeMode.Inference);
        float mean = 0;
        problem.Loss(tape, epoch, batch, carried: default).Mean.Value.Read(new Span<float>(ref mean));
        return mean;
    }

    private sealed class TableObserver(ShowTable show) : IRecurrentObserver
    {
        private float[] _table = [];
        private float[] _scratch = [];

        public bool NeedsGates => true;

        public void Ran(in RecurrentRun run)
        {
            var kept = new KeptRun(run);
            int rows = run.Hidden.Shape[0];
            foreach (TraceQuantity quantity in kept.Quantities)
            {
                int length = checked(rows * (quantity == TraceQuantity.Hidden ? kept.Outputs : kept.Units));
                if (_table.Length < length)
                {
                    _table = new float[length];
                }

                kept.Read(quantity, _table.AsSpan(0, length), ref _scratch);
                show(kept.Layer, quantity, _table.AsSpan(0, length));
            }
        }
    }
}
