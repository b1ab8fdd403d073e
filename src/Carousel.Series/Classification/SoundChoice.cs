using Carousel.Jobs.Sound;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Chooses what is read of recordings: kinds of statistics by held-out training recordings; if pitch and loudness are
/// among them, the networks read them as well.
/// </summary>
internal static class SoundChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="split">Recordings; only the training set chooses.</param>
    /// <param name="seed">Divides groups.</param>
    /// <returns>The same recordings with the chosen features, and what was chosen.</returns>
    public static (ClassSplit Split, string Choice) Of(ClassSplit split, ulong seed)
    {
        SoundFeatureOptions sound = split.Train.Sound!;
        int[]? folds = GroupSplit.FoldsOf([.. split.Train.Samples.Select(s => s.Group)], seed);
        using var workers = new Workers(1);
        StatisticsBaseline baseline = StatisticsBaseline.Fit(
            [.. split.Train.Samples.Select(s => new BaselineSample(
                VoiceStatistics.Of(s.Sound!, sound), 1, split.Labels.NumberOf(s.Label)))],
            sound, split.Labels.Count, folds, seed, workers).Baseline;
        string choice = $"{string.Join(" and ", baseline.Used)}, chosen by recordings held out from the training set"
            + (folds is null ? "" : ", group by group");
        return baseline.HasVoice
            ? (split with { Train = WithVoice(split.Train), Test = WithVoice(split.Test) }, choice)
            : (split, choice);
    }

    private static ClassData WithVoice(ClassData data)
    {
        SoundFeatureOptions sound = data.Sound! with { Voice = true };
        return data with
        {
            Channels = sound.Names,
            Sound = sound,
            Samples = [.. data.Samples.Select(s => s with { Values = SoundFeatures.Of(s.Sound!, sound) })],
        };
    }
}
