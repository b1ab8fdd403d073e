using Carousel.Autograd;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Transformer;

/// <summary>
/// Training on a fixed number of texts, drawn from them again and again; held texts say when the network was best.
/// </summary>
internal sealed class TextProblem : ITrainingProblem
{
    private const int BatchSize = 16;

    private readonly TaskNetwork _network;
    private readonly TextTask _task;
    private readonly ulong _seed;
    private readonly int[][] _texts;
    private readonly TaskBatch _batch;
    private readonly IReadOnlyList<TaskBatch> _held;
    private readonly Action _checked;

    /// <summary>A problem.</summary>
    /// <param name="network">A built network.</param>
    /// <param name="task">Of fresh texts, for the held ones.</param>
    /// <param name="texts">The training texts.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="held">Held texts.</param>
    /// <param name="isChecked">Called after each look at the held texts.</param>
    public TextProblem(TaskNetwork network, TextTask task, int[][] texts, ulong seed, int held, Action isChecked)
    {
        (_network, _task, _texts, _seed, _checked) = (network, task, texts, seed, isChecked);
        _batch = new TaskBatch(task);
        _held = TaskEvaluation.Draw(task, seed, "validation", held);
    }

    /// <summary>Batches between two looks at the held texts.</summary>
    public const int CheckEvery = 20;

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => CheckEvery;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        var random = new TrialRandom(_seed, $"{_task.Name}/order", (epoch * CheckEvery) + batch);
        TextTask.Write([.. Enumerable.Range(0, BatchSize).Select(_ => _texts[random.Below(_texts.Length)])], _batch);
        return _network.Loss(tape, _task, _batch);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        _checked();
        return TaskEvaluation.Score(tape, _network, _task, _held).Loss;
    }
}
