using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>S = αS₋(1 − βκκᵀ) + βvκᵀ, h = o⊙Sq̂. Derivation: docs/derivations/xlstm.md.</summary>
/// <param name="weights">Its parameters, rows q, k, v, o, then those of each head.</param>
/// <param name="decays">Whether a gate says how much is kept; else all is.</param>
internal sealed class DeltaEquations(EquationWeights weights, bool decays)
    : MatrixEquations(DeltaDescription.Cell, weights)
{
    /// <inheritdoc/>
    protected override void Advance(int head, double[] gates, double[] before, double[] after)
    {
        gates[Scalar(0, head)] = 2 * ScalarMath.Logistic(gates[Scalar(0, head)]);
        if (decays)
        {
            gates[Scalar(1, head)] = ScalarMath.Logistic(gates[Scalar(1, head)]);
        }

        (double rate, double decay) = (gates[Scalar(0, head)], Decay(gates, head));
        double[] key = Normal(Part(gates, 1, head)), errors = Errors(gates, before, head);
        for (int j = 0; j < Head; j++)
        {
            for (int u = 0; u < Head; u++)
            {
                int at = Key(head, j) + u;
                after[at] = (decay * before[at]) + (rate * errors[u] * key[j]);
            }
        }

        double[] read = Read(after, head, Normal(Part(gates, 0, head)));
        for (int u = 0; u < Head; u++)
        {
            ref double o = ref gates[(3 * H) + (head * Head) + u];
            o = ScalarMath.Logistic(o);
            after[(head * Head) + u] = o * read[u];
        }
    }

    /// <inheritdoc/>
    protected override void Retreat(int head, CellStep step, double[] d, double[] dSums)
    {
        double[] g = step.Gates, after = step.After, before = step.Before;
        (double rate, double decay) = (g[Scalar(0, head)], Decay(g, head));
        ReadOnlySpan<double> o = Part(g, 3, head);
        double[] query = Normal(Part(g, 0, head)), key = Normal(Part(g, 1, head));
        double[] errors = Errors(g, before, head), read = Read(after, head, query), said = Read(before, head, key);
        double[] dRead = new double[Head], dErrors = new double[Head], dQuery = new double[Head],
            dKey = new double[Head];
        int first = head * Head;
        for (int u = 0; u < Head; u++)
        {
            dSums[(3 * H) + first + u] = d[first + u] * read[u] * o[u] * (1 - o[u]);
            dRead[u] = d[first + u] * o[u];
        }

        (double dRate, double dDecay) = (0, 0);
        for (int j = 0; j < Head; j++)
        {
            for (int u = 0; u < Head; u++)
            {
                int at = Key(head, j) + u;
                d[at] += dRead[u] * query[j];
                dQuery[j] += after[at] * dRead[u];
                dErrors[u] += rate * d[at] * key[j];
                dRate += d[at] * errors[u] * key[j];
                dKey[j] += d[at] * rate * errors[u];
                dDecay += d[at] * before[at];
            }
        }

        for (int j = 0; j < Head; j++)
        {
            dSums[(2 * H) + first + j] = dErrors[j];
            dDecay -= dErrors[j] * said[j];
            for (int u = 0; u < Head; u++)
            {
                int at = Key(head, j) + u;
                dKey[j] -= decay * dErrors[u] * before[at];
                d[at] = decay * (d[at] - (dErrors[u] * key[j]));
            }
        }

        Turn(Part(g, 0, head), query, dQuery).CopyTo(dSums, first);
        Turn(Part(g, 1, head), key, dKey).CopyTo(dSums, H + first);
        dSums[Scalar(0, head)] = dRate * rate * (1 - (rate / 2));
        if (decays)
        {
            dSums[Scalar(1, head)] = dDecay * decay * (1 - decay);
        }
    }

    /// <inheritdoc/>
    protected override double[] Kept(double[] gates) => decays ? Spread(gates, 1) : [.. Enumerable.Repeat(1.0, H)];

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] q = Gate(step, 0), k = Gate(step, 1), v = Gate(step, 2), o = Gate(step, 3);
        double[] errors = [.. Enumerable.Range(0, Heads).SelectMany(head => Errors(step.Gates, step.Before, head))];
        string kept = decays ? "α S₋" : "S₋";
        return
        [
            new StepPart(
                "key, value, query", "q = W_q x + b_q, k and v likewise",
                [new("q", q), new("k", k), new("v", v)],
                "q asks, v is to be stored under k; only the directions of q and k count"),
            new StepPart(
                "rate", decays ? "β = 2σ(a_β), α = σ(a_α)" : "β = 2σ(a_β)",
                [
                    new("β", Spread(step.Gates, 0), true),
                    .. Optional.Of(decays ? new StepTerm("α", Spread(step.Gates, 1), true) : null),
                ],
                "one value per head: 1 replaces the value under the key, up to 2 reverses it"),
            new StepPart(
                "error", $"e = v − {kept} k", [new("v", v), new("e", errors, true)],
                "the error of the value that the matrix gives for the key"),
            new StepPart(
                "matrix", $"S = {kept} + β e kᵀ",
                [new("‖S₋‖", Sizes(step.Before)), new("‖S‖", Sizes(step.After), true)],
                "each head's matrix, here by its size"),
            new StepPart(
                "output", "h = o ⊙ S q", [new("o", o, true), new("h", after.Hidden, true)],
                "the values under keys similar to the query"),
        ];
    }

    private double Decay(double[] gates, int head) => decays ? gates[Scalar(1, head)] : 1;

    private double[] Errors(double[] gates, double[] before, int head)
    {
        double[] said = Read(before, head, Normal(Part(gates, 1, head)));
        return [.. Part(gates, 2, head).ToArray().Select((value, u) => value - (Decay(gates, head) * said[u]))];
    }

    private static double Length(ReadOnlySpan<double> row)
    {
        double sum = 1e-12;
        foreach (double value in row)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }

    private static double[] Normal(ReadOnlySpan<double> row)
    {
        double length = Length(row);
        return [.. row.ToArray().Select(value => value / length)];
    }

    /// <summary>The gradient of a row from that of its direction.</summary>
    private static double[] Turn(ReadOnlySpan<double> row, double[] normal, double[] d)
    {
        double along = normal.Zip(d, (a, b) => a * b).Sum(), length = Length(row);
        return [.. d.Select((value, j) => (value - (along * normal[j])) / length)];
    }
}
