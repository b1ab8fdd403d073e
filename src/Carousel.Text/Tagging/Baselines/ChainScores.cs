namespace Carousel.Tagging;

/// <summary>
/// Probabilities of labels along one sentence: scores of each label at each token, and weights of labels after labels.
/// </summary>
/// <remarks>Forward and backward with each step scaled to sum 1 (Rabiner 1989, section V), in double.</remarks>
/// <param name="labels">C.</param>
internal sealed class ChainScores(int labels)
{
    private readonly double[] _powers = new double[labels * labels];
    private double[] _scores = [];
    private double[] _forward = [];
    private double[] _backward = [];
    private double[] _scales = [];
    private int _steps;

    /// <summary>[T, C]: to be filled before <see cref="Run"/>, which leaves the probability of each label.</summary>
    public Span<double> Values => _scores.AsSpan(0, _steps * labels);

    /// <summary>[C, C]: how often each label is expected after each other, as <see cref="Run"/> left it.</summary>
    public double[] Pairs { get; } = new double[labels * labels];

    /// <summary>Begins a sentence: its scores are 0.</summary>
    /// <param name="steps">T.</param>
    public void Begin(int steps)
    {
        _steps = steps;
        if (_scores.Length < steps * labels)
        {
            (_scores, _forward, _backward, _scales) = (
                new double[steps * labels], new double[steps * labels], new double[steps * labels], new double[steps]);
        }

        Values.Clear();
    }

    /// <summary>Turns scores into the probability of each label at each token.</summary>
    /// <param name="transitions">[C, C]: the weight of the column's label after the row's.</param>
    public void Run(ReadOnlySpan<float> transitions)
    {
        for (int i = 0; i < _powers.Length; i++)
        {
            _powers[i] = Math.Exp(transitions[i]);
        }

        Array.Clear(Pairs);
        for (int t = 0; t < _steps; t++)
        {
            Raise(Row(_scores, t));
            Forward(t);
        }

        Row(_backward, _steps - 1).Fill(1);
        for (int t = _steps - 2; t >= 0; t--)
        {
            Backward(t);
        }

        for (int i = 0; i < _steps * labels; i++)
        {
            _scores[i] = _forward[i] * _backward[i];
        }
    }

    private Span<double> Row(double[] values, int t) => values.AsSpan(t * labels, labels);

    // The largest score is taken out first: no power overflows.
    private static void Raise(Span<double> row)
    {
        double largest = row[0];
        foreach (double score in row)
        {
            largest = Math.Max(largest, score);
        }

        for (int c = 0; c < row.Length; c++)
        {
            row[c] = Math.Exp(row[c] - largest);
        }
    }

    private void Forward(int t)
    {
        Span<double> now = Row(_forward, t), own = Row(_scores, t);
        now.Fill(t == 0 ? 1 : 0);
        for (int from = 0; t > 0 && from < labels; from++)
        {
            double before = _forward[((t - 1) * labels) + from];
            ReadOnlySpan<double> powers = Row(_powers, from);
            for (int c = 0; c < now.Length; c++)
            {
                now[c] += before * powers[c];
            }
        }

        double sum = 0;
        for (int c = 0; c < now.Length; c++)
        {
            now[c] *= own[c];
            sum += now[c];
        }

        _scales[t] = 1 / sum;
        for (int c = 0; c < now.Length; c++)
        {
            now[c] *= _scales[t];
        }
    }

    private void Backward(int t)
    {
        Span<double> now = Row(_backward, t), next = Row(_backward, t + 1), own = Row(_scores, t + 1);
        for (int c = 0; c < own.Length; c++)
        {
            // From here on it is the power of the score times the factor of the later tokens.
            own[c] *= next[c] * _scales[t + 1];
        }

        for (int from = 0; from < now.Length; from++)
        {
            ReadOnlySpan<double> powers = Row(_powers, from);
            Span<double> pairs = Row(Pairs, from);
            double before = _forward[(t * labels) + from], sum = 0;
            for (int c = 0; c < own.Length; c++)
            {
                double step = powers[c] * own[c];
                sum += step;
                pairs[c] += before * step;
            }

            now[from] = sum;
        }
    }
}
