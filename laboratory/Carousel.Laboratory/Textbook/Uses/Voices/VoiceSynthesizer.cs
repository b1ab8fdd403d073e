using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Voices;

/// <summary>
/// Turns the frames of a made voice into sound: pulses at the pitch, or noise, through four resonators (after Klatt
/// 1980).
/// </summary>
/// <param name="voice">Whose it is.</param>
/// <param name="random">Decides on irregular pulses and noise.</param>
internal sealed class VoiceSynthesizer(Voice voice, TrialRandom random)
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 8000;

    private const int FrameSamples = Rate / 50, BlockSamples = FrameSamples / 8, SilentFrames = 2;
    private const double MiddleHertz = 150, Level = 0.07, RoomLevel = 0.003, Jitter = 0.015, Breath = 0.05;

    private readonly Resonator _glottis = new(), _hiss = new();
    private readonly Resonator[] _tract = [new(), new(), new(), new()];
    private double _phase = 1;
    private double _period = 1;

    /// <summary>Sound for frames, with a little silence around.</summary>
    /// <param name="frames">Those of <see cref="Voice.Say"/>.</param>
    /// <returns>Samples, −1 … 1.</returns>
    public float[] Speak(IReadOnlyList<float[]> frames)
    {
        float[] sound = new float[frames.Count * FrameSamples];
        double[] powers = new double[frames.Count];
        _glottis.Tune(0, 100);
        _hiss.Tune(2900, 800);
        double before = 0;
        for (int n = 0; n < sound.Length; n++)
        {
            (int frame, int neighbour, double share) = Place(n);
            double Value(int feature) =>
                ((1 - share) * frames[frame][feature]) + (share * frames[neighbour][feature]);
            if (n % BlockSamples == 0)
            {
                _tract[0].Tune(500 + (500 * Value(3)), 80);
                _tract[1].Tune(1400 + (1000 * Value(4)), 110);
                _tract[2].Tune(Math.Min(2700 * voice.Tract, 3300), 170);
                _tract[3].Tune(Math.Min(3500 * voice.Tract, 3800), 250);
            }

            double source = _glottis.Apply(Pulse(MiddleHertz * Math.Pow(2, Value(2))) + (Breath * random.Gaussian()));
            double sung = source - before;
            before = source;
            foreach (Resonator resonator in _tract)
            {
                sung = resonator.Apply(sung);
            }

            double hiss = _hiss.Apply(random.Gaussian());
            sound[n] = (float)(frames[frame][1] > 0 ? sung : hiss);
            powers[frame] += sound[n] * sound[n] / FrameSamples;
        }

        float[] whole = new float[sound.Length + (2 * SilentFrames * FrameSamples)];
        for (int n = 0; n < whole.Length; n++)
        {
            int place = n - (SilentFrames * FrameSamples);
            double own = place >= 0 && place < sound.Length ? sound[place] * Gain(place) : 0;
            whole[n] = (float)(own + (RoomLevel * random.Gaussian()));
        }

        return whole;

        // A unit of loudness is a factor of two; sounds with and without a voice do not blend.
        double Gain(int n)
        {
            (int frame, int neighbour, double share) = Place(n);
            return ((1 - share) * OfFrame(frame)) + (share * OfFrame(neighbour));
        }

        double OfFrame(int frame) => Level * Math.Pow(2, frames[frame][0]) / Math.Sqrt(powers[frame] + 1e-12);

        (int Frame, int Neighbour, double Share) Place(int n)
        {
            int frame = n / FrameSamples;
            double at = ((n % FrameSamples) + 0.5) / FrameSamples;
            int neighbour = Math.Clamp(frame + (at < 0.5 ? -1 : 1), 0, frames.Count - 1);
            return (frame, neighbour, frames[neighbour][1] == frames[frame][1] ? Math.Abs(at - 0.5) : 0);
        }
    }

    /// <summary>A pulse at the beginning of each period, whose length varies a little.</summary>
    private double Pulse(double hertz)
    {
        _phase += hertz / Rate / _period;
        if (_phase < 1)
        {
            return 0;
        }

        _phase -= 1;
        _period = 1 + (Jitter * random.Gaussian());
        return Math.Sqrt(Rate / hertz);
    }

    /// <summary>Two poles.</summary>
    private sealed class Resonator
    {
        private double _gain, _first, _second, _last, _older;

        public void Tune(double hertz, double bandwidth)
        {
            _second = -Math.Exp(-2 * Math.PI * bandwidth / Rate);
            _first = 2 * Math.Exp(-Math.PI * bandwidth / Rate) * Math.Cos(2 * Math.PI * hertz / Rate);
            _gain = 1 - _first - _second;
        }

        public double Apply(double input)
        {
            (_last, _older) = ((_gain * input) + (_first * _last) + (_second * _older), _last);
            return _last;
        }
    }
}
