using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Assay;

/// <summary>How the days with therapy differ from those without.</summary>
internal enum DayDifference
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>People speak otherwise: pauses are shorter by 30 % and the voice moves by 30 % more.</summary>
    Speech,

    /// <summary>Recordings are louder by 6 dB: speech and noise alike.</summary>
    Louder,

    /// <summary>The microphone is nearer: speech is louder by 6 dB, the noise of the room is as it was.</summary>
    Nearer,
}

/// <summary>
/// Made features of speech: of each tenth of a second the pitch, the energy, and whether it is a pause. No person's
/// voice.
/// </summary>
/// <remarks>
/// Phrases of 2 s on average, in which pitch (semitones) falls by half a semitone a second around a level of the
/// subject, plus an autoregression; energy in tens of decibels, 60 dB of speech above a noise of 30 dB. Subjects
/// differ in pauses, pitch and loudness, and so do the days of one subject.
/// </remarks>
internal static class SpeechDays
{
    /// <summary>Features of a frame.</summary>
    public const int Features = 3;

    /// <summary>Frames of a recording: 15 seconds.</summary>
    public const int Frames = 150;

    private const double PhraseFrames = 20, PauseFrames = 6, PitchKeeps = 0.9, PitchNoise = 0.5, Falling = 0.05;
    private const double Speech = 6, Noise = 3, EnergyKeeps = 0.7, EnergyNoise = 0.35, NoiseNoise = 0.1;
    private const double Gain = 0.6, Shorter = 0.7, Livelier = 1.3;

    /// <summary>A recording of a day.</summary>
    /// <param name="subject">Who speaks.</param>
    /// <param name="hasTherapy">Whether it is a day with therapy.</param>
    /// <param name="difference">How such days differ.</param>
    /// <param name="isLevelled">Whether the recording is normalised to one loudness: its energies less their mean over
    /// speech.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>[T, 3]: pitch (0 in pauses), energy around what is usual, 1 in pauses.</returns>
    public static float[] Record(
        SpeechSubject subject, bool hasTherapy, DayDifference difference, bool isLevelled, TrialRandom random)
    {
        bool isOther = hasTherapy && difference == DayDifference.Speech;
        double pause = PauseFrames * subject.Pauses * Math.Exp(0.1 * random.Gaussian()) * (isOther ? Shorter : 1);
        double lively = subject.Lively * Math.Exp(0.1 * random.Gaussian()) * (isOther ? Livelier : 1);
        double gain = subject.Loudness + (0.2 * random.Gaussian());
        double louder = hasTherapy && difference is DayDifference.Louder or DayDifference.Nearer ? Gain : 0;
        double floor = Noise + gain + (difference == DayDifference.Louder ? louder : 0),
            speech = Speech + gain + louder;
        var frames = new float[Frames * Features];
        (double pitch, double energy, int since, bool isPause, double sum, int spoken) = (0, 0, 0, false, 0, 0);
        for (int t = 0; t < Frames; t++, since++)
        {
            if (random.Uniform() < 1 / (isPause ? Math.Max(1, pause) : PhraseFrames))
            {
                (isPause, since) = (!isPause, 0);
            }

            pitch = (PitchKeeps * pitch) + (PitchNoise * lively * random.Gaussian());
            energy = (EnergyKeeps * energy) + (EnergyNoise * random.Gaussian());
            double level = isPause ? floor + (NoiseNoise * random.Gaussian()) : speech + energy;
            (sum, spoken) = isPause ? (sum, spoken) : (sum + level, spoken + 1);
            Span<float> frame = frames.AsSpan(t * Features, Features);
            frame[0] = isPause ? 0 : (float)(pitch + subject.Pitch - (Falling * since));
            frame[1] = (float)level;
            frame[2] = isPause ? 1 : 0;
        }

        float usual = (float)(isLevelled && spoken > 0 ? sum / spoken : Speech);
        for (int t = 0; t < Frames; t++)
        {
            frames[(t * Features) + 1] -= usual;
        }

        return frames;
    }
}

/// <summary>How somebody speaks.</summary>
/// <param name="Pauses">The length of pauses by that of the usual ones.</param>
/// <param name="Lively">The variability of the voice, relative to the usual one.</param>
/// <param name="Pitch">In semitones from the usual level.</param>
/// <param name="Loudness">In tens of decibels from the usual one.</param>
internal sealed record SpeechSubject(double Pauses, double Lively, double Pitch, double Loudness)
{
    /// <summary>Somebody.</summary>
    /// <param name="random">Where chance comes from.</param>
    public static SpeechSubject Draw(TrialRandom random) => new(
        Math.Exp(0.2 * random.Gaussian()), Math.Exp(0.2 * random.Gaussian()), random.Gaussian(),
        0.3 * random.Gaussian());
}
