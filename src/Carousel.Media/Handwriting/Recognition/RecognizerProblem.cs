using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Options;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Handwriting;

/// <summary>
/// What the trainer trains: drawings changed a little, or lines joined again, in each epoch; a function of seed, epoch
/// and place.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
/// <param name="parts">The drawings with their labels in numbers.</param>
/// <param name="join">How many symbols lines have that are joined of training drawings; null where none are.</param>
/// <param name="encode">Puts the label of a joined line into numbers.</param>
/// <param name="epochSize">Drawings of an epoch.</param>
/// <param name="distortion">How much drawings are changed.</param>
/// <param name="batchSize">Drawings of a batch.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class RecognizerProblem(
    RecognizerNetwork network, RecognizerDesign design, DataParts<CodedDrawing> parts, WholeRange? join,
    Func<Drawing, CodedDrawing> encode,
    int epochSize, double distortion, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(network, new ShuffledBatches(epochSize, batchSize, seed, "order of drawings"), fingerprint)
{
    private static readonly Training.Loss _loss = Training.Loss.CrossEntropy();

    private readonly AffineDistortion _distortion = new(distortion);
    private readonly JoinedDrawings? _joining = join is { } range
        ? new([.. parts.Training.Select(d => d.Drawing)], range, distortion)
        : null;
    private readonly DrawingBatch _batch = new(design.IsLine);

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        foreach (CodedDrawing[] some in DrawingBatch.Answering.Over(
            tape, parts.Validation, d => d.Drawing.Points.Count, cancellation))
        {
            Variable scores = Scores(tape, some);
            if (design.IsLine)
            {
                sum += some.Length * Alignment(tape, scores, some).Value.ToArray()[0];
                continue;
            }

            float[][] rows = [.. scores.Value.ToArray().Chunk(design.Scores)];
            for (int b = 0; b < some.Length; b++)
            {
                sum -= Probabilities.LogSoftmax(rows[b], some[b].Symbols[0]);
            }
        }

        return sum / parts.Validation.Count;
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        CodedDrawing[] some = [.. chosen.ToArray().Select(place => Changed(epoch, place))];
        Variable scores = Scores(tape, some);
        if (design.IsLine)
        {
            return new BatchLoss(Alignment(tape, scores, some), some.Length);
        }

        Tensor truth = tape.Arena.Allocate(new Shape(some.Length, 1));
        truth.Write([.. some.Select(d => (float)d.Symbols[0])]);
        return _loss.ApplyToBatch(tape, scores, truth);
    }

    private Variable Scores(Tape tape, CodedDrawing[] drawings) =>
        _batch.Run(tape, network, [.. drawings.Select(d => d.Drawing.Points)]);

    private Variable Alignment(Tape tape, Variable scores, CodedDrawing[] drawings) =>
        Ctc.Loss(tape, scores, new LabelSequences([.. drawings.Select(d => d.Symbols)]), _batch.Packing);

    private CodedDrawing Changed(int epoch, int place)
    {
        SimulationDraws draws = AffineDistortion.Draws(seed, epoch, place, epochSize);
        if (_joining is not null)
        {
            return encode(_joining.Make(draws, place));
        }

        CodedDrawing own = parts.Training[place];
        return own with { Drawing = own.Drawing with { Points = _distortion.Apply(own.Drawing.Points, draws) } };
    }
}
