using Carousel.Data;
using Carousel.Inspection.Novelty;
using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>The divisions by states and by words, each compared with the printed one.</summary>
/// <param name="Reference">The printed boundaries.</param>
/// <param name="States">The division by states against chance.</param>
/// <param name="Words">TextTiling without function words first, then without the text's commonest words; empty if
/// the data are not a text.</param>
internal sealed record ChapterComparison(
    IReadOnlyList<int> Reference, SegmentationChance States, IReadOnlyList<WordDivision> Words)
{
    /// <summary>Compares with the headings of a text.</summary>
    public static ChapterComparison Of(
        ChapterText text, NovelSequence found, BoundaryPlaces? places, int permutations, ulong seed, string dataName)
    {
        List<int> starts = StepLines.Starts(found.Sequence);
        int T = found.Sequence.Steps;
        RequireLines(text, found.Sequence, dataName);
        int[] reference = Inside(text.ChapterLines.Select(l => starts[l]), T);
        (string[] words, int[] wordLines) = text.Words();
        return new ChapterComparison(
            reference, Against(found.Boundaries),
            [
                Tiled("text_tiling", "TextTiling", FunctionWords.English),
                Tiled("text_tiling_own_list", "TextTiling without the text's 100 commonest words", null),
            ]);

        SegmentationChance Against(IReadOnlyList<int> boundaries) =>
            SegmentationChance.Of(T, reference, boundaries, places, permutations, seed);

        WordDivision Tiled(string key, string name, IReadOnlySet<string>? left)
        {
            int[] all = Tiling(null, left);
            return new WordDivision(key, name, all, Against(all), Against(Tiling(found.Boundaries.Count, left)));
        }

        int[] Tiling(int? most, IReadOnlySet<string>? left)
        {
            IEnumerable<int> tiled = TextTiling.Divide(words, most, left).Select(w => StepOf(w, wordLines, starts));
            return Inside(places is null ? tiled : places.Snap(tiled), T);
        }
    }

    /// <summary>Compares with the changes of a column.</summary>
    public static ChapterComparison Of(
        string?[] cells, string column, NovelSequence found, int permutations, ulong seed, string dataName)
    {
        int[] reference = Changes(cells, column, found.Sequence, dataName);
        return new ChapterComparison(
            reference, SegmentationChance.Of(cells.Length, reference, found.Boundaries, null, permutations, seed), []);
    }

    /// <summary>Refuses a model that does not read where lines end.</summary>
    public static void RequireLines(ChapterText text, InspectedSequence sequence, string dataName)
    {
        if (StepLines.Starts(sequence).Count < text.Text.Count(c => c == '\n'))
        {
            throw new DataFormatException(
                $"{dataName}: the model reads no ends of lines, so chapters can't be placed. Train it on text with "
                + "lines.");
        }
    }

    /// <summary>Where a column changes; refuses one that never does.</summary>
    public static int[] Changes(string?[] cells, string column, InspectedSequence sequence, string dataName)
    {
        int[] reference =
        [
            .. Enumerable.Range(1, cells.Length - 1)
                .Where(t => cells[t] is not null && cells[t - 1] is not null && cells[t] != cells[t - 1]),
        ];
        return reference.Length > 0
            ? reference
            : throw new DataFormatException(
                $"{dataName}: column '{column}' never changes within {sequence.Name}, so it marks no boundary.");
    }

    private static int[] Inside(IEnumerable<int> steps, int T) =>
        [.. steps.Where(s => s > 0 && s < T).Distinct().Order()];

    // A word's step is at the same fraction of its line's steps as the word is among the line's words.
    private static int StepOf(int word, int[] wordLines, List<int> starts)
    {
        int line = wordLines[Math.Min(word, wordLines.Length - 1)];
        int first = Array.IndexOf(wordLines, line), count = wordLines.Count(l => l == line);
        int end = line + 1 < starts.Count ? starts[line + 1] : starts[line];
        return starts[line] + ((end - starts[line]) * (word - first) / count);
    }
}
