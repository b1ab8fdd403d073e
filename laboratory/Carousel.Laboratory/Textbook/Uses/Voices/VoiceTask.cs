using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Voices;

/// <summary>What is asked of a voice.</summary>
internal enum VoiceQuestion
{
    /// <summary>Which word it says.</summary>
    Word,

    /// <summary>Whose it is.</summary>
    Speaker,

    /// <summary>In which mood it is.</summary>
    Mood,
}

/// <summary>A word, a speaker or a mood from the frames of a voice.</summary>
/// <param name="question">What is asked.</param>
/// <param name="voices">Who may speak.</param>
internal sealed class VoiceTask(VoiceQuestion question, IReadOnlyList<Voice> voices) : SequenceTask
{
    /// <inheritdoc/>
    public override string Name => $"textbook/voices {question}";

    /// <inheritdoc/>
    public override int InputSize => Voice.Features;

    /// <inheritdoc/>
    public override int OutputSize => question switch
    {
        VoiceQuestion.Word => Voice.Words,
        VoiceQuestion.Speaker => voices.Count,
        _ => Voice.Moods,
    };

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        (List<float[]> Frames, int Answer)[] said = [.. Enumerable.Range(0, sequences).Select(_ => Say(random))];
        batch.Begin([.. said.Select(s => s.Frames.Count)]);
        for (int b = 0; b < sequences; b++)
        {
            for (int t = 0; t < said[b].Frames.Count; t++)
            {
                said[b].Frames[t].CopyTo(batch.Step(b, t));
            }

            batch.AddTarget(b, said[b].Frames.Count - 1, said[b].Answer);
        }
    }

    private (List<float[]> Frames, int Answer) Say(TrialRandom random)
    {
        int speaker = random.Below(voices.Count), word = random.Below(Voice.Words), mood = random.Below(Voice.Moods);
        int answer = question switch
        {
            VoiceQuestion.Word => word,
            VoiceQuestion.Speaker => speaker,
            _ => mood,
        };
        return (voices[speaker].Say(random, word, mood), answer);
    }
}
