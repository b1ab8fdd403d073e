using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Programs;

/// <summary>Long programs, as a trained network reads them.</summary>
/// <param name="tape">For inference.</param>
/// <param name="network">A trained network.</param>
/// <param name="seed">Of the programs.</param>
/// <param name="lines">Lines of a program.</param>
internal sealed class ProgramTest(Tape tape, TaskNetwork network, ulong seed, int lines)
{
    private const int Programs = 40, AtOnce = 10;

    /// <summary>
    /// The share of closing brackets that the network expects where they stand, of blocks that were opened at least a
    /// given number of lines before; NaN without such blocks.
    /// </summary>
    /// <param name="depth">How deep blocks stand.</param>
    /// <param name="far">The least lines between a bracket and its closing one.</param>
    public double FarRight(int depth, int far)
    {
        (int right, int all) = (0, 0);
        foreach ((string text, int[] said) in Read(Draw(depth)))
        {
            (_, int[] opened) = ProgramText.Scan(text);
            for (int t = 1; t < text.Length; t++)
            {
                if (opened[t] >= 0 && LineOf(text, t) - LineOf(text, opened[t]) >= far)
                {
                    all++;
                    right += said[t - 1] == ProgramText.Characters.IndexOf(text[t]) - ProgramText.Kinds ? 1 : 0;
                }
            }
        }

        return (double)right / all;
    }

    /// <summary>
    /// One closing bracket of each program is another one: the share of programs in which the network is surprised by
    /// that line first.
    /// </summary>
    /// <param name="depth">How deep blocks stand.</param>
    public double Located(int depth)
    {
        var random = new TrialRandom(seed, "programs/errors", depth);
        string[] programs = Draw(depth);
        var places = new int[programs.Length];
        for (int p = 0; p < programs.Length; p++)
        {
            int[] opened = ProgramText.Scan(programs[p]).Opened;
            int[] closing = [.. Enumerable.Range(0, opened.Length).Where(t => opened[t] >= 0)];
            char[] text = programs[p].ToCharArray();
            places[p] = closing[random.Below(closing.Length)];
            int kind = ProgramText.Characters.IndexOf(text[places[p]]) - ProgramText.Kinds;
            int other = (kind + random.Between(1, ProgramText.Kinds - 1)) % ProgramText.Kinds;
            text[places[p]] = ProgramText.Characters[ProgramText.Kinds + other];
            programs[p] = new string(text);
        }

        return Read(programs).Zip(places).Average(pair =>
            Surprise(pair.First.Text, pair.First.Said) is >= 0 and var t
            && LineOf(pair.First.Text, t) == LineOf(pair.First.Text, pair.Second) ? 1.0 : 0);
    }

    // The first closing bracket that is not the one that the network takes to be open; −1 for none.
    private static int Surprise(string text, int[] said)
    {
        for (int t = 1; t < text.Length; t++)
        {
            int kind = ProgramText.Characters.IndexOf(text[t]) - ProgramText.Kinds;
            if (kind is >= 0 and < ProgramText.Kinds && said[t - 1] != ProgramText.Quoted && said[t - 1] != kind)
            {
                return t;
            }
        }

        return -1;
    }

    private static int LineOf(string text, int place) => text.AsSpan(0, place).Count('\n');

    private string[] Draw(int depth)
    {
        var random = new TrialRandom(seed, "programs", depth);
        return [.. Enumerable.Range(0, Programs).Select(_ => ProgramText.Draw(random, lines, depth))];
    }

    private IEnumerable<(string Text, int[] Said)> Read(string[] programs)
    {
        var batch = new TaskBatch(new ProgramTask(lines, lines));
        foreach (string[] some in programs.Chunk(AtOnce))
        {
            ProgramTask.Write(some, batch);
            float[] outputs = TaskEvaluation.Predict(tape, network, batch);
            int classes = ProgramText.Quoted + 1, at = 0;
            foreach (string text in some)
            {
                int[] said = new int[text.Length];
                for (int t = 0; t < said.Length; t++, at++)
                {
                    said[t] = TaskEvaluation.Choose(outputs.AsSpan(at * classes, classes));
                }

                yield return (text, said);
            }
        }
    }
}
