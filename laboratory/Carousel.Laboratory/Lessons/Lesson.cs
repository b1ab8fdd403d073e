using System.Globalization;
using Carousel.Autograd;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Stepping;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Stepping;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Gradient;
using Carousel.Laboratory.Textbook.Lag;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Laboratory.Lessons;

/// <summary>
/// What an LSTM is, shown in one run: the way of the cell state, one step in numbers, the network over time, a padded
/// batch, three cells that learn to add, and how far back errors reach in them.
/// </summary>
/// <param name="seed">The seed of weights and sequences.</param>
/// <param name="told">Told one line of progress at a time.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class Lesson(ulong seed, Action<string> told, CancellationToken cancellation)
{
    /// <summary>The title of its page.</summary>
    public const string Title = "How an LSTM remembers";

    /// <summary>The share of an error below which it counts as lost.</summary>
    private const double Lost = 0.01;

    private const int Steps = 100;

    private readonly List<LessonTraining> _trainings = [];

    /// <summary>The trainings in figures, once their section was taken.</summary>
    public IReadOnlyList<MeasuredFigure> Figures() =>
    [
        .. _trainings.SelectMany(t => new MeasuredFigure[]
        {
            new($"{ComparedCells.Key(t.Kind)}_sequences", t.Outcome.Sequences),
            new($"{ComparedCells.Key(t.Kind)}_test_error", t.Outcome.Test.Loss),
            new($"{ComparedCells.Key(t.Kind)}_reach_untrained", Reached(t.Before)),
            new($"{ComparedCells.Key(t.Kind)}_reach", Reached(t.After)),
        }),
    ];

    /// <summary>What came of the trainings, once their section was taken.</summary>
    public string Sentence
    {
        get
        {
            string[] adding = [.. _trainings.Where(t => t.IsSolved).Select(Name)];
            string[] others = [.. _trainings.Where(t => !t.IsSolved).Select(Name)];
            string budget = string.Create(
                CultureInfo.InvariantCulture, $"within {LessonTraining.MostSequences:N0} sequences (seed {seed})");
            return adding.Length == 0 || others.Length == 0
                ? $"{(adding.Length > 0 ? "Every" : "No")} cell learned to add over {LessonTraining.Length} steps "
                    + $"{budget}."
                : $"{RecurrentCell.Listed(adding, "and")} learned to add over {LessonTraining.Length} steps; "
                    + $"{RecurrentCell.Listed(others, "and")} did not {budget}.";
        }
    }

    /// <summary>The sections in order, each computed when it is taken.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<Section> Sections()
    {
        using (var backend = new CpuBackend(1))
        {
            var reading = HandSetCell.Of(CellKind.Lstm, HandSetCell.Length).Run(backend);
            var walk = CellWalk.Alone(reading.Layer, reading.Input, reading.Output);
            var drawings = new LessonDrawings(walk, unit: 0);
            yield return new Section(
                "The cell state is a conveyor belt", [new CodeBlock(drawings.Belt(HandSetCell.Telling))])
            {
                Lead = """
                    A recurrent network reads a sequence step by step and carries a state from step to step. A simple
                    one (Elman) carries its output h and computes all of it again at each step: h = tanh(W x + R h₋ +
                    b). An LSTM also carries a cell state c. A step changes c in two places only: a product with the
                    forget gate and a sum. A gate is a number from 0 (nothing passes) to 1 (all passes) that the
                    network computes from the input and h. So a value, and the error on its way back, can travel far.
                    As h = o × tanh(c), c can be kept without being shown. The weights of this example were set by
                    hand: a mark opens the input gate and closes the forget gate.
                    """,
            };
            yield return new Section(
                "One step: forget, input, update, output",
                [
                    new StepPage(walk, HandSetCell.Features, first: 1).Walk(
                        HandSetCell.Telling, "two units; unit 1 keeps the last marked value, unit 2 counts marks"),
                ])
            {
                Lead = $"""
                    The same step with every number, computed in double precision; the layer gives the same output
                    within {ClaimNumbers.Short(walk.LargestDifference)}. Signs: x is the input, h the output, c the
                    cell state, and a minus (h₋, c₋) means the step before. f, i and o are the forget, input and
                    output gates, g is the candidate. W are the weights of x, R those of h₋, b the biases. σ is the
                    sigmoid, between 0 and 1; ⊙ multiplies unit by unit.
                    """,
            };
            yield return new Section(
                "The network over time: one cell, unrolled", [new CodeBlock(drawings.Unrolled())])
            {
                Lead = """
                    Unrolled means that the one cell is drawn once per step; the same weights take every step.
                    Training compares the output with the target and sends the error (the derivative of the loss) back
                    along the same way: back-propagation through time. As the steps share the weights, the
                    contributions of all steps are summed to change them. If little of the error reaches early steps,
                    the network does not learn from early inputs. In an Elman network each step multiplies the error
                    by R and by the slope (derivative) of tanh, at most 1, so over many steps it usually shrinks
                    towards 0. Along c it is multiplied by the forget gate: near 1 it is kept.
                    """,
            };
            yield return new Section(
                "Sequences of different lengths: padding and mask", [new CodeBlock(PaddedBatch.Drawing())])
            {
                Lead = """
                    Sequences of a batch are padded with zeros to the longest. The mask is 1 at steps that count. Steps
                    with mask 0 are neither computed nor trained on, so the answers are those of each sequence by
                    itself. In a program, SequenceBatch.FromPadded takes padded sequences with their lengths and keeps
                    only the steps that count, in the order on the right: all first steps, then all second ones.
                    """,
            };
        }

        foreach (CellKind kind in ComparedCells.All)
        {
            _trainings.Add(Train(kind));
        }

        yield return Adding();
        yield return Reach();
    }

    private static string Name(LessonTraining training) => ComparedCells.Name(training.Kind);

    private LessonTraining Train(CellKind kind) => LessonTraining.Run(
        kind, seed, (sequences, error) => told(string.Create(
            CultureInfo.InvariantCulture,
            $"  {ComparedCells.Name(kind),-5}  {sequences,6:N0} sequences  squared error {error:0.000}")),
        cancellation);

    private Section Adding() => new(
        "Three cells learn to add",
        [
            Table.Of(
                ["cell", "parameters", "rate", "sequences", "test error", "adds"],
                _trainings.Select(t => new[]
                {
                    Name(t), ClaimNumbers.Count(t.Parameters),
                    ClaimNumbers.Short(ComparedCells.LearningRate(t.Kind)), ClaimNumbers.Count(t.Outcome.Sequences),
                    t.Outcome.Test.Loss.ToString("0.0000", CultureInfo.InvariantCulture), t.IsSolved ? "yes" : "no",
                })),
            new LineChart(
                "Squared error on validation sequences",
                Axis.Number("training sequences", [.. Longest().Select(p => (double)p.Sequences)]),
                [.. _trainings.Select(t => new Series(
                    Name(t), [.. Longest().Select((_, n) => n < t.Outcome.Curve.Count
                        ? t.Outcome.Curve[n].Score.Loss : double.NaN)]))])
            {
                ValueName = "squared error",
            },
        ])
    {
        Lead = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Two of {LessonTraining.Length} numbers are marked; the answer is their sum. The mean of the sum is 1, so
            always answering 1 has an error of only {AddingTask.TrivialError:0.000}; a cell adds if its validation error
            is at most {LagTask.AddingError} and its test error at most {2 * LagTask.AddingError}. Each has
            {LessonTraining.Units} units and at most {LessonTraining.MostSequences:N0} sequences; seed {seed}. The rate,
            the size of the training's steps, is what suits each cell on long lags: Elman networks need a lower one.
            """),
    };

    private IReadOnlyList<CurvePoint> Longest() => _trainings.MaxBy(t => t.Outcome.Curve.Count)!.Outcome.Curve;

    private Section Reach() => new(
        "How far back an error reaches",
        [
            new LineChart(
                "Share of an error that is left, after training", Axis.Range("steps back", 0, LessonTraining.Length),
                [.. _trainings.Select(t => new Series(
                    Name(t), [.. t.After.Select(v => v >= 1e-9 ? v : double.NaN)]))])
            {
                ValueName = "share of the error",
                IsLogarithmic = true,
            },
            Table.Of(
                ["cell", "steps until 1 % is left, untrained", "trained"],
                _trainings.Select(t => new[]
                {
                    Name(t), Reach(t.Before), Reach(t.After),
                })),
            new Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"A factor of {LinearCells.Radius} at each step leaves {ClaimNumbers.Short(LinearCells.Elman(Steps))} "
                + $"of an error after {Steps - 1} steps, a factor of {LinearCells.Forget} leaves "
                + $"{ClaimNumbers.Short(LinearCells.Lstm(Steps))}.")),
        ])
    {
        Lead = """
            How much a small change of the state q steps before the end changes the state at the end: the size of
            ∂s(T)/∂s(T−q), where s is what the cell keeps: c of the LSTM, h of the others. The reach before training
            does not decide which cell learns: learning to add can lengthen a short one.
            """,
    };

    private static string Reach(IReadOnlyList<double> gain) => ClaimNumbers.Count(Reached(gain))
        + (Reached(gain) + 1 == gain.Count ? " (all)" : "");

    // The last step back before less than a hundredth is left.
    private static int Reached(IReadOnlyList<double> gain) =>
        gain.Skip(1).TakeWhile(share => share >= Lost).Count();
}
