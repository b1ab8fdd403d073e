using Carousel.Laboratory.Textbook.Assay;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>What is planted in made speech is there, and a gain is gone where recordings are levelled.</summary>
public class SpeechDaysTests
{
    private static readonly SpeechSubject _subject = new(1, 1, 0, 0);

    [Fact]
    public void Therapy_MakesPausesShorter() =>
        Assert.InRange(Pauses(DayDifference.Speech) / Pauses(DayDifference.None), 0.6, 0.9);

    [Fact]
    public void Gain_IsGone_WhereRecordingsAreLevelled()
    {
        float[] Recorded(DayDifference difference, bool isLevelled) => SpeechDays.Record(
            _subject, hasTherapy: true, difference, isLevelled, new TrialRandom(1, "speech", 0));
        float[] plain = Recorded(DayDifference.None, true), louder = Recorded(DayDifference.Louder, true);
        Assert.All(plain.Zip(louder), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(0.6, Recorded(DayDifference.Louder, false)[1] - Recorded(DayDifference.None, false)[1], 1e-4);
    }

    [Fact]
    public void NearerMicrophone_IsLeft_WhereRecordingsAreLevelled()
    {
        double Floor(DayDifference difference)
        {
            float[][] frames =
            [
                .. SpeechDays.Record(_subject, true, difference, true, new TrialRandom(1, "speech", 0))
                    .Chunk(SpeechDays.Features),
            ];
            return frames.Where(f => f[2] > 0).Average(f => f[1]);
        }

        Assert.Equal(-0.6, Floor(DayDifference.Nearer) - Floor(DayDifference.None), 1e-4);
    }

    // The share of frames that are pauses, over many days with therapy.
    private static double Pauses(DayDifference difference) => Enumerable.Range(0, 200).Average(
        day => SpeechDays.Record(_subject, true, difference, false, new TrialRandom(1, "speech", day))
            .Chunk(SpeechDays.Features).Average(f => (double)f[2]));
}
