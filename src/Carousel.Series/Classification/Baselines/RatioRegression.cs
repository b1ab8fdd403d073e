using Carousel.Jobs.Fitting;

namespace Carousel.Classification;

/// <summary>
/// Logistic regression of one class against the others on the log-count ratios of the parts that a text has; each text
/// has length 1.
/// </summary>
/// <remarks>Wang and Manning 2012 (NBSVM), with logistic loss.</remarks>
internal sealed class RatioRegression
{
    private const int MostRounds = 200;
    private const double Tolerance = 1e-3;

    private readonly CountedTexts _texts;
    private readonly double[] _ratios, _scales;
    private readonly bool[] _answers;
    private double[] _place;

    /// <summary>Counts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="one">The class.</param>
    public RatioRegression(CountedTexts texts, int one)
    {
        (_texts, _ratios) = (texts, texts.LogRatios(one));
        _scales = [.. texts.Rows.Select(row => Scale(row.Sum(place => Square(_ratios[TextParts.Bare(place)]))))];
        _answers = [.. texts.Classes.Select(c => c == one)];
        double share = (_answers.Count(a => a) + 0.5) / (_answers.Length + 1);
        _place = [.. new double[_ratios.Length], Math.Log(share / (1 - share))];
    }

    /// <summary>The squares of the log-count ratios, which give a text its length.</summary>
    public float[] Squares => [.. _ratios.Select(r => (float)Square(r))];

    /// <summary>What a text's parts are divided by.</summary>
    /// <param name="squares">The sum of their squares.</param>
    public static double Scale(double squares) => squares > 0 ? 1 / Math.Sqrt(squares) : 0;

    /// <summary>Fits, beginning where the fit before ended.</summary>
    /// <param name="penalty">λ of λ/2·|w|², against the sum over all texts; the constant is free.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>[parts + 1]: of the parts, their ratios multiplied in, and the constant.</returns>
    public float[] Fit(double penalty, CancellationToken cancellation)
    {
        // With no text of the class, or of another one, only the constant is known.
        if (_answers.Distinct().Count() == 2)
        {
            _place = ConvexDescent.Least(
                _place, (place, slope) => Surprise(place, slope, penalty, cancellation), MostRounds, Tolerance);
        }

        return [.. _ratios.Select((ratio, part) => (float)(ratio * _place[part])), (float)_place[^1]];
    }

    private static double Square(double ratio) => ratio * ratio;

    private double Surprise(double[] place, double[] slope, double penalty, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        double sum = 0, constant = 0;
        for (int part = 0; part < _ratios.Length; part++)
        {
            sum += penalty / 2 * place[part] * place[part];
            slope[part] = 0;
        }

        for (int row = 0; row < _scales.Length; row++)
        {
            int[] parts = _texts.Rows[row];
            double odds = 0;
            foreach (int part in parts)
            {
                int bare = TextParts.Bare(part);
                odds += TextParts.Sign(part) * place[bare] * _ratios[bare];
            }

            odds = (_scales[row] * odds) + place[^1];
            double signed = _answers[row] ? -odds : odds;
            sum += signed > 0 ? signed + Math.Log(1 + Math.Exp(-signed)) : Math.Log(1 + Math.Exp(signed));
            double wrong = (1 / (1 + Math.Exp(-odds))) - (_answers[row] ? 1 : 0);
            constant += wrong;
            foreach (int part in parts)
            {
                slope[TextParts.Bare(part)] += TextParts.Sign(part) * _scales[row] * wrong;
            }
        }

        for (int part = 0; part < _ratios.Length; part++)
        {
            slope[part] = (slope[part] * _ratios[part]) + (penalty * place[part]);
        }

        slope[^1] = constant;
        return sum;
    }
}
