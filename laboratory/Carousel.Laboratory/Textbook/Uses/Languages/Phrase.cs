using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>An input sequence, with the right classes at some of its steps.</summary>
/// <param name="Inputs">[T][I].</param>
/// <param name="Targets">Steps and the classes that are right there.</param>
internal sealed record Phrase(IReadOnlyList<float[]> Inputs, IReadOnlyList<(int Step, int Class)> Targets)
{
    /// <summary>A feature for each symbol, 1 for the one that is there.</summary>
    public static float[] OneHot(int symbol, int count)
    {
        var row = new float[count];
        row[symbol] = 1;
        return row;
    }

    /// <summary>A text after which an answer is given, one word per step while blanks are read.</summary>
    /// <param name="text">[T][I], the last of which asks for the answer.</param>
    /// <param name="answer">Classes of its words.</param>
    /// <param name="blank">What is read meanwhile.</param>
    public static Phrase Answered(IReadOnlyList<float[]> text, IReadOnlyList<int> answer, float[] blank) => new(
        [.. text, .. answer.Skip(1).Select(_ => blank)],
        [.. answer.Select((word, k) => (text.Count - 1 + k, word))]);
}

/// <summary>Phrases, drawn one by one.</summary>
/// <param name="name">A part of the key of random numbers.</param>
/// <param name="inputs">I.</param>
/// <param name="classes">Classes.</param>
/// <param name="draw">Draws a phrase.</param>
internal sealed class PhraseTask(string name, int inputs, int classes, Func<TrialRandom, Phrase> draw) : SequenceTask
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int InputSize => inputs;

    /// <inheritdoc/>
    public override int OutputSize => classes;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        Phrase[] phrases = [.. Enumerable.Range(0, sequences).Select(_ => draw(random))];
        batch.Begin([.. phrases.Select(p => p.Inputs.Count)]);
        for (int b = 0; b < sequences; b++)
        {
            for (int t = 0; t < phrases[b].Inputs.Count; t++)
            {
                phrases[b].Inputs[t].CopyTo(batch.Step(b, t));
            }

            foreach ((int step, int answer) in phrases[b].Targets)
            {
                batch.AddTarget(b, step, answer);
            }
        }
    }
}
