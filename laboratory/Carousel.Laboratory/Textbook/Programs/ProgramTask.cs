using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Programs;

/// <summary>
/// After every character of a program: which kind of bracket is the innermost open one? Other classes: no open bracket,
/// inside a string or a comment.
/// </summary>
/// <param name="leastLines">The least lines of a program.</param>
/// <param name="mostLines">The most.</param>
internal sealed class ProgramTask(int leastLines, int mostLines) : SequenceTask
{
    /// <summary>The depth of blocks.</summary>
    public const int Depth = 3;

    /// <inheritdoc/>
    public override string Name => $"program-{mostLines}";

    /// <inheritdoc/>
    public override int InputSize => ProgramText.Characters.Length;

    /// <inheritdoc/>
    public override int OutputSize => ProgramText.Quoted + 1;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) => Write(
        [
            .. Enumerable.Range(0, sequences)
                .Select(_ => ProgramText.Draw(random, random.Between(leastLines, mostLines), Depth)),
        ],
        batch);

    /// <summary>Writes programs with a target at every character.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="batch">Begun and filled.</param>
    public static void Write(IReadOnlyList<string> programs, TaskBatch batch)
    {
        batch.Begin([.. programs.Select(p => p.Length)]);
        for (int b = 0; b < programs.Count; b++)
        {
            int[] states = ProgramText.Scan(programs[b]).States;
            for (int t = 0; t < states.Length; t++)
            {
                batch.SetSymbol(b, t, ProgramText.Characters.IndexOf(programs[b][t]));
                batch.AddTarget(b, t, states[t]);
            }
        }
    }
}
