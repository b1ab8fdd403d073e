namespace Carousel.Forecasting;

/// <summary>
/// Tests whether the errors of a series, one number per forecast in the order of time, are larger than those of its
/// validation set.
/// </summary>
/// <remarks>
/// A test martingale (Vovk, Gammerman and Shafer 2005, section 7.1; Volkhonskiy et al. 2017). The n sorted errors of
/// the validation set leave G = n + 1 gaps. If all errors are exchangeable, error t + 1 falls into gap j with
/// probability (1 + Nⱼ)/(G + t), where Nⱼ of the t errors before it did. The wealth is multiplied by qⱼ over this
/// probability; q prefers the gaps of large errors and is fixed before the error is known, so the mean stays 1. The
/// wealth is a mean over the error s at which a change begins, with weights 1/(s(s + 1)). By Ville's inequality it
/// ever reaches 1/α with probability α at most, for any n.
/// </remarks>
internal sealed class DriftTest
{
    /// <summary>Errors that are larger by this factor still count as those of the validation set: a validation set
    /// that chose the model is a little optimistic, and calm and rough times alternate.</summary>
    private const double Tolerance = 1.2;

    /// <summary>q gives the largest errors of share p the probability p to this power.</summary>
    private const double Exponent = 0.3;

    /// <summary>As many errors as this share of the gaps outweigh q by those that came; each step forgets.</summary>
    private const double Strength = 0.5, Memory = 0.95;

    private readonly float[] _validation;
    private readonly double[] _prior, _counts, _recent;
    private double _started, _best, _sum, _since;

    /// <summary>A test at its beginning.</summary>
    /// <param name="validation">[n]: the errors of the validation set.</param>
    public DriftTest(IReadOnlyList<float> validation)
    {
        _validation = [.. validation.OrderDescending()];
        int G = validation.Count + 1;
        _prior =
        [
            .. Enumerable.Range(0, G).Select(j => Strength * G
                * (Math.Pow((j + 1.0) / G, Exponent) - Math.Pow((double)j / G, Exponent))),
        ];
        (_counts, _recent) = (new double[G], new double[G]);
    }

    /// <summary>t: how many errors came.</summary>
    public int Count { get; private set; }

    /// <summary>Of mean 1 while errors are those of the validation set.</summary>
    public double Wealth => _started + (1.0 / (Count + 1));

    /// <summary>Where a change most probably began.</summary>
    public long Onset { get; private set; }

    /// <summary>How many errors came from there on.</summary>
    public int CountSince => (int)_since;

    /// <summary>Their mean over that of the validation set; not finite where that is 0.</summary>
    public double Ratio => _sum / _since / _validation.Average();

    /// <summary>All that changes, for a state.</summary>
    public double[] ToArray() =>
        [_validation.Average(), Count, _started, _best, _sum, _since, Onset, .. _counts, .. _recent];

    /// <summary>Takes it back; that of a model with other errors of the validation set is ignored.</summary>
    public void Load(double[] state)
    {
        int G = _prior.Length;
        if (state.Length == 7 + (2 * G) && state[0] == _validation.Average())
        {
            (Count, _started, _best, _sum, _since, Onset) =
                ((int)state[1], state[2], state[3], state[4], state[5], (long)state[6]);
            state.AsSpan(7, G).CopyTo(_counts);
            state.AsSpan(7 + G).CopyTo(_recent);
        }
    }

    /// <summary>Takes an error.</summary>
    /// <param name="error">The mean absolute error of a forecast.</param>
    /// <param name="origin">Its first row.</param>
    public void Add(double error, long origin)
    {
        // An error that equals one of the validation set is below it: ties never speak for a change.
        int gap = 0, G = _prior.Length;
        while (gap < _validation.Length && Tolerance * _validation[gap] >= error)
        {
            gap++;
        }

        double bet = (_prior[gap] + _recent[gap]) / ((Strength * G) + _recent.Sum())
            * (G + Count) / (1 + _counts[gap]);
        double weight = 1 / ((Count + 1.0) * (Count + 2));
        if (weight >= _best)
        {
            (_best, _sum, _since, Onset) = (weight, 0, 0, origin);
        }

        _best *= bet;
        _sum += error;
        _since++;
        _started = (_started + weight) * bet;
        Count++;
        _counts[gap]++;
        for (int j = 0; j < G; j++)
        {
            _recent[j] *= Memory;
        }

        // Only gaps of large errors are learned, so that smaller errors never raise the alarm.
        _recent[gap] += _prior[gap] > Strength ? 1 : 0;
    }
}
