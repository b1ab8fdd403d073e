using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>What memory a training takes beyond the model's parameters and the data, bytes.</summary>
/// <param name="Held">What is kept between steps: moments of the optimiser, the best and the last good parameters,
/// averages, and where there are checkpoints their copies.</param>
/// <param name="Tensors">All tensors of the largest training step.</param>
/// <param name="Panels">Weights packed for products, forward and backward.</param>
/// <param name="Scratch">What the threads of the largest recurrent layer write to.</param>
internal sealed record TrainingMemory(long Held, long Tensors, long Panels, long Scratch)
{
    /// <summary>All together.</summary>
    public long Total => Held + Tensors + Panels + Scratch;

    // Steps beyond these are looked at one in some: their order is random, so the largest is hardly missed.
    private const int MostBatches = 2048;

    // Rows of ∂loss/∂preactivation and of packed factors that a gradient works on at once.
    private const int RowsAtOnce = 512;

    /// <summary>
    /// Runs steps of the first epoch on a backend that computes nothing, and lets an arena have the room of the
    /// largest.
    /// </summary>
    internal static long WeighTensors(
        ITrainingProblem problem, TrainerOptions options, Arena room, CancellationToken cancellation)
    {
        using var backend = new DryBackend();
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena) { Recomputes = options.Recompute };
        int batches = problem.BatchesIn(0), stride = (batches + MostBatches - 1) / MostBatches;
        for (int batch = 0; batch < batches; batch += stride)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Training, options.Seed, (uint)batch);
            tape.Backward(problem.Loss(tape, 0, batch, carried: default).Mean);
        }

        room.ReserveAs(arena);
        return arena.LargestStepBytes;
    }

    /// <summary>Bytes of packed weights: every matrix that is multiplied by, twice.</summary>
    internal static long WeighPanels(Layer model)
    {
        long values = 0;
        foreach (Layer layer in All(model))
        {
            if (layer is not Embedding)
            {
                values += 2 * layer.OwnParameters.Where(p => p.Shape.Rank == 2).Sum(p => (long)p.Shape.Length);
            }
        }

        return values * sizeof(float);
    }

    /// <summary>
    /// Bytes of scratch: the gradients of the largest recurrent layer in the layout of its panels, and some rows of its
    /// preactivations.
    /// </summary>
    internal static long WeighScratch(Layer model) => All(model)
        .OfType<RecurrentLayer>()
        .Select(layer => (long)layer.B.Shape[0] * sizeof(float)
            * (layer.W.Shape[1]
                + (layer.Cell.HasRecurrentWeights ? layer.R.Shape[1] : 0) + RowsAtOnce))
        .DefaultIfEmpty().Max();

    private static IEnumerable<Layer> All(Layer layer) => layer.Layers.SelectMany(All).Prepend(layer);
}
