using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.RemainingLife;

/// <summary>The units of a training, and what the baseline said of them.</summary>
/// <param name="Units">The units.</param>
/// <param name="Folds">Their folds.</param>
/// <param name="Told">[u, k]: of unit u, by the baseline that saw neither its fold nor fold k.</param>
internal sealed record LifeTrainingSet(IReadOnlyList<LifeRecords> Units, LifeFolds Folds, float[][][] Told);

/// <summary>
/// What the trainer trains: each network on the units outside its fold; the units inside say when training was best.
/// </summary>
/// <remarks>
/// The loss is the squared error of the life and the pinball loss of its quantiles. If only a lower bound of the life
/// is known, predictions above it cost nothing (Powell 1986).
/// </remarks>
internal sealed class LifeProblem(
    LifeNetwork network, LifeTrainingSet set, LifeTarget target, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(network, new ShuffledBatches(set.Units.Count, batchSize, seed, "order of units"), fingerprint)
{
    /// <summary>Makes the squared error, whose unit is the scale of the target, as large as the pinball loss.</summary>
    private const float SquaredWeight = 5;

    // A tape keeps the packing of its recording until the backward pass.
    private readonly LifeBatch[] _batches = [.. network.Members.Select(_ => new LifeBatch(network.Design))];
    private readonly Loss _quantiles = Training.Loss.Quantile([.. LifeDesign.Quantiles]);
    private readonly Loss[] _each = [.. LifeDesign.Quantiles.Select(q => Training.Loss.Quantile(q))];
    private float[] _targets = [];
    private bool[] _isBound = [];

    /// <summary>The root of the mean squared error of units that a network did not see, in units of time.</summary>
    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        float[][] outputs = LifeAnswers.OutOfFold(tape, network, set, cancellation);
        return Score((u, t) => outputs[u][t * LifeDesign.Outputs]);
    }

    /// <summary>The method inside, of the units that it was not fitted on, by the same score.</summary>
    public double BaselineScore() => Score((u, t) => set.Told[u][set.Folds.Of[u]][t]) ?? double.NaN;

    private double? Score(Func<int, int, float> told)
    {
        double sum = 0, count = 0;
        for (int u = 0; u < set.Units.Count; u++)
        {
            LifeUnit unit = set.Units[u].Unit;
            for (int t = set.Units[u].FirstCut; t < unit.Length - 1; t++)
            {
                if (target.IsKnown(unit, t))
                {
                    double error = target.Capped(unit.LifeAt(t)) - target.Told(told(u, t));
                    double weight = 1.0 / unit.Length;
                    sum += weight * error * error;
                    count += weight;
                }
            }
        }

        return count > 0 ? Math.Sqrt(sum / count) : null;
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        var losses = new List<Variable>();
        int elements = 0;
        for (int m = 0; m < network.Members.Length; m++)
        {
            int fold = network.FoldOf(m);
            int[] units = [.. chosen.ToArray().Where(u => set.Folds.Of[u] != fold)];
            if (units.Length > 0)
            {
                _batches[m].Fill([.. units.Select(u => set.Units[u])], [.. units.Select(u => set.Told[u][fold])]);
                elements += _batches[m].Sequences.Packing.Rows;
                losses.Add(LossOf(tape, network.Members[m], _batches[m], units));
            }
        }

        return losses.Count == 0
            ? new BatchLoss(tape.Input([0], new Shape(1)), 0)
            : new BatchLoss(network.Mean(tape, losses), elements);
    }

    private Variable LossOf(Tape tape, LifeMember member, LifeBatch batch, int[] units)
    {
        int rows = batch.Sequences.Packing.Rows;
        Variable beyond = member.Forward(tape, batch.Sequences);
        Variable output = tape.Add(beyond, tape.Input(batch.Baseline, beyond.Value.Shape));
        bool hasBounds = Place(batch, units, rows);
        Variable life = tape.SliceColumns(output, 0, 1);
        Variable quantiles = tape.SliceColumns(output, 1, LifeDesign.Quantiles.Count);
        Variable squared = tape.Scale(
            Training.Loss.Squared.Apply(tape, life, Targets(tape, life, rows, hasBounds)), SquaredWeight);
        if (!hasBounds)
        {
            return tape.Add(squared, _quantiles.Apply(tape, quantiles, Targets(tape, life, rows, false)));
        }

        Variable sum = default;
        for (int q = 0; q < _each.Length; q++)
        {
            Variable own = tape.SliceColumns(quantiles, q, 1);
            Variable loss = _each[q].Apply(tape, own, Targets(tape, own, rows, true));
            sum = sum.IsNone ? loss : tape.Add(sum, loss);
        }

        return tape.Add(squared, tape.Scale(sum, 1f / _each.Length));
    }

    /// <summary>Puts the targets in the order of the batch's rows.</summary>
    /// <returns>Whether some are lower bounds.</returns>
    private bool Place(LifeBatch batch, int[] units, int rows)
    {
        if (_targets.Length < rows)
        {
            (_targets, _isBound) = (new float[2 * rows], new bool[2 * rows]);
        }

        bool hasBounds = false;
        for (int b = 0; b < units.Length; b++)
        {
            LifeUnit unit = set.Units[units[b]].Unit;
            for (int t = 0; t < unit.Length; t++)
            {
                int row = batch.Sequences.Packing.Row(b, t);
                _targets[row] = target.Of(unit, t);
                hasBounds |= _isBound[row] = !target.IsKnown(unit, t);
            }
        }

        return hasBounds;
    }

    /// <summary>The targets; for a lower bound below the prediction, the prediction.</summary>
    private Tensor Targets(Tape tape, Variable told, int rows, bool hasBounds)
    {
        if (!hasBounds)
        {
            return tape.Input(_targets.AsSpan(0, rows), new Shape(rows, 1)).Value;
        }

        float[] values = told.Value.ToArray();
        for (int r = 0; r < rows; r++)
        {
            values[r] = _isBound[r] ? Math.Max(_targets[r], values[r]) : _targets[r];
        }

        return tape.Input(values, new Shape(rows, 1)).Value;
    }
}
