using System.Collections.Concurrent;
using System.Numerics;

namespace Carousel.Jobs.Sound;

/// <summary>
/// Changes the rate of a sound by band-limited interpolation (Smith and Gossett 1984): a sinc in a Kaiser window.
/// </summary>
/// <remarks>
/// Sample n of the output is at the time n·from/to of the input and is a sum over the inputs around it, in a fixed
/// order. The result is therefore the same for any division of the input into blocks. It comes half a filter late: 16
/// zero crossings, 2 ms at 8,000 samples a second.
/// </remarks>
internal sealed class Resampler
{
    /// <summary>The lowest rate that is read.</summary>
    public const int LowestRate = 1000;

    /// <summary>The highest rate that is read.</summary>
    public const int HighestRate = 384_000;

    private const int ZeroCrossings = 16;

    /// <summary>Attenuation beyond the pass band of about 80 dB.</summary>
    private const double KaiserShape = 8;

    /// <summary>The pass band ends below half the lower rate, to leave room for the slope of the filter.</summary>
    private const double PassBand = 0.95;

    // Training plays recordings at few speeds, in hundredths, many times.
    private static readonly ConcurrentDictionary<(int, int), float[]?[]> _kept = new();

    private readonly int _up, _down, _half;
    private readonly double _cutoff;
    private readonly float[]?[] _phases;
    private readonly SampleQueue _input = new();
    private long _at, _taken, _given, _dropped;

    /// <summary>A change of rate.</summary>
    /// <param name="from">Samples a second of the input.</param>
    /// <param name="to">Samples a second of the output.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        int common = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_up, _down) = (to / common, from / common);
        _cutoff = Math.Min(1, (double)to / from) * PassBand;
        _half = (int)Math.Ceiling(ZeroCrossings / _cutoff);
        var phases = new float[]?[_up];
        _phases = _up > 100 || _down > 200 ? phases : _kept.GetOrAdd((_up, _down), phases);
        Reset();
    }

    /// <summary>Begins again with another sound.</summary>
    public void Reset()
    {
        (_at, _taken, _given, _dropped) = (0, 0, 0, 0);
        _input.Clear();
        _input.Extend(_half - 1).Clear();
    }

    /// <summary>Takes input.</summary>
    /// <param name="samples">The next samples.</param>
    /// <param name="output">The samples that are now complete are added.</param>
    public void Push(ReadOnlySpan<float> samples, SampleQueue output)
    {
        _taken += samples.Length;
        if (_up == _down)
        {
            output.Add(samples);
            return;
        }

        _input.Add(samples);
        Give(output, long.MaxValue);
    }

    /// <summary>Takes the end of the input: silence follows.</summary>
    /// <param name="output">The rest is added: ⌈n·to/from⌉ samples in all.</param>
    public void Finish(SampleQueue output)
    {
        if (_up != _down)
        {
            _input.Extend(_half + 1).Clear();
            Give(output, ((_taken * _up) + _down - 1) / _down);
        }
    }

    /// <summary>A whole sound at another rate.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="from">Its samples a second.</param>
    /// <param name="to">Those of the output.</param>
    /// <returns>[⌈n·to/from⌉].</returns>
    public static float[] Convert(ReadOnlySpan<float> samples, int from, int to)
    {
        var resampler = new Resampler(from, to);
        var output = new SampleQueue();
        resampler.Push(samples, output);
        resampler.Finish(output);
        return output.Waiting.ToArray();
    }

    private void Give(SampleQueue output, long most)
    {
        while (_given < most)
        {
            // The window of an output begins half a filter before it; the queue has as many zeros in front of the first
            // sample.
            int from = (int)((_at / _up) - _dropped);
            if (from + (2 * _half) > _input.Count)
            {
                break;
            }

            float[] weights = Phase((int)(_at % _up));
            ReadOnlySpan<float> window = _input.Waiting.Slice(from, weights.Length);
            output.Extend(1)[0] = (float)Sum(weights, window);
            _given++;
            _at += _down;
        }

        int past = (int)Math.Min((_at / _up) - _dropped, _input.Count);
        _input.Drop(past);
        _dropped += past;
    }

    /// <summary>Σ weights·window, even and odd places apart: one sum waits for each addition.</summary>
    private static double Sum(ReadOnlySpan<float> weights, ReadOnlySpan<float> window)
    {
        double even = 0, odd = 0;
        for (int k = 1; k < weights.Length; k += 2)
        {
            even += (double)weights[k - 1] * window[k - 1];
            odd += (double)weights[k] * window[k];
        }

        return even + odd;
    }

    /// <summary>The weights of the inputs around a time between two of them.</summary>
    private float[] Phase(int phase) => _phases[phase] ??= Weights(phase);

    private float[] Weights(int phase)
    {
        var weights = new double[2 * _half];
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            double distance = k - (_half - 1) - ((double)phase / _up);
            weights[k] = Sinc(_cutoff * distance) * Kaiser(distance / _half);
            sum += weights[k];
        }

        // A constant stays what it is in every phase.
        return [.. weights.Select(w => (float)(w / sum))];
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>The window of Kaiser (1974) at −1 … 1, except for a constant factor.</summary>
    private static double Kaiser(double x) => Math.Abs(x) >= 1 ? 0 : Bessel(KaiserShape * Math.Sqrt(1 - (x * x)));

    /// <summary>The modified Bessel function of order 0 by its power series.</summary>
    private static double Bessel(double x)
    {
        double term = 1, sum = 1;
        for (int k = 1; term > 1e-12 * sum; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }
}
