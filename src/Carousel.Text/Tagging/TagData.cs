using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Tagging;

/// <summary>The sentences of a run, in their three parts.</summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="File">The file that holds the training part.</param>
/// <param name="Parts">Sentences above 2,000 tokens are in pieces.</param>
/// <param name="Notes">What was decided on the way, a sentence each.</param>
internal sealed record TagData(string Name, TokenFile File, DataParts<TokenSentence> Parts, IReadOnlyList<string> Notes)
{
    private const int BlockLength = 10, FewestTokens = 200, Pieces = 50, ShortestPiece = 10;

    /// <summary>The most tokens of a piece.</summary>
    public required int Longest { get; init; }

    /// <summary>Reads and divides the data.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which columns, which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A file can't be read, lacks labels, or is too small to be
    /// divided.</exception>
    public static TagData Read(string path, TagOptions options)
    {
        TokenFile file = ReadFile(path, options, null);
        var notes = new List<string>(file.Notes);

        // One long sequence is divided, so that some of it can be held out.
        bool isLong = file.Sentences.Count == 1 && file.Tokens >= FewestTokens && options.Test is null;
        int longest = isLong ? Math.Clamp(file.Tokens / Pieces, ShortestPiece, SentenceEncoder.LongestPiece)
            : SentenceEncoder.LongestPiece;
        IReadOnlyList<TokenSentence> sentences = Cut(file, notes, longest);
        DataParts<TokenSentence> split = DataParts.Of(
            options, Part, (validation, test) => Divide(sentences, validation, test));
        if (split.Training.Count == 0 || split.Test.Count == 0)
        {
            throw options.Unfit(
                $"{path} has {FigureText.Counted(sentences.Count, "sentence")}: too few to hold some out for testing. "
                + $"Pass more, or a test set by {{Test}}. "
                + (StepReader.IsFor(path) ? StepReader.WhatDivides : "Sentences end at a blank line."));
        }

        if (split.Training.SelectMany(s => s.Labels).Distinct().Take(2).Count() < 2)
        {
            throw options.Unfit(
                $"{path}: column {file.LabelColumn} contains only one label, '{split.Training[0].Labels[0]}', but two "
                + $"or more are needed, such as 'O' for all other tokens. Add them; if another column has the labels, "
                + $"name it with {{Label}}.");
        }

        notes.AddRange(AboutLabels(split));
        notes.AddRange(split.Overlaps("sentence", s => string.Join(' ', s.Tokens) + string.Join(' ', s.Numbers)));
        return new TagData(path, file, split, notes) { Longest = longest };

        IReadOnlyList<TokenSentence> Part(string name)
        {
            TokenFile part = ReadFile(name, options, file.Channels.Count == 0 ? null : file.Channels);
            notes.AddRange(part.Notes);
            return Cut(part, notes, SentenceEncoder.LongestPiece);
        }
    }

    /// <summary>Reads one file.</summary>
    private static TokenFile ReadFile(string path, TagOptions options, IReadOnlyList<string>? channels) =>
        WordTable.Lines(path) is { } lines
            ? TokenReader.Read(lines, path, options.Columns, needsLabels: true)
            : StepReader.Read(path, options.Label, channels, needsLabels: true, options.Cells);

    /// <summary>A text that differs for other data.</summary>
    /// <returns>16 digits.</returns>
    internal string Fingerprint() => Parts.Fingerprint((hash, sentence) =>
    {
        hash.Add($"{string.Join('\n', sentence.Tokens)}\t{string.Join('\n', sentence.Labels)}\t");
        hash.Add(string.Join(' ', sentence.Numbers.Select(x => BitConverter.SingleToInt32Bits(x))));
    });

    /// <summary>Divides sentences into blocks of neighbours, so that a document is not on both sides.</summary>
    internal static DataParts<TokenSentence> Divide(
        IReadOnlyList<TokenSentence> sentences, double validation, double test)
    {
        int length = BlockOf(sentences.Count);
        return DataParts.Spread(sentences, s => s / length, validation, test);
    }

    /// <summary>How many neighbouring sentences of a file stay together.</summary>
    internal static int BlockOf(int sentences) => Math.Clamp(sentences / 100, 1, BlockLength);

    private static IReadOnlyList<TokenSentence> Cut(TokenFile file, List<string> notes, int longest)
    {
        TokenSentence[] tooLong = [.. file.Sentences.Where(s => s.Tokens.Count > longest)];
        if (tooLong.Length == 0)
        {
            return file.Sentences;
        }

        notes.Add(Invariant.Of(
            $"{file.Name}:{tooLong[0].Line}: a sentence has {tooLong[0].Tokens.Count:N0} "
            + $"tokens{(tooLong.Length > 1 ? $", and {tooLong.Length - 1} more have above {longest:N0}" : "")}; it is "
            + $"read in pieces of {longest:N0}."));
        int channels = file.Channels.Count;
        return
        [
            .. file.Sentences.SelectMany(
                s => Enumerable.Range(0, (s.Tokens.Count + longest - 1) / longest).Select(p => s with
                {
                    Tokens = [.. s.Tokens.Skip(p * longest).Take(longest)],
                    Labels = [.. s.Labels.Skip(p * longest).Take(longest)],
                    Numbers = [.. s.Numbers.Skip(p * longest * channels).Take(longest * channels)],
                })),
        ];
    }

    private static IEnumerable<string> AboutLabels(DataParts<TokenSentence> split)
    {
        const int shown = 5;
        string[] once =
        [
            .. split.Training.SelectMany(s => s.Labels).GroupBy(l => l)
                .Where(g => g.Count() == 1).Select(g => g.Key).Order(StringComparer.Ordinal),
        ];
        if (once.Length > 0)
        {
            yield return $"{Quoted(once)} appear{(once.Length == 1 ? "s" : "")} once in the training set: one example "
                + "is too few to learn from.";
        }

        var known = split.Training.SelectMany(s => s.Labels).ToHashSet();
        string[] never =
        [
            .. split.Test.SelectMany(s => s.Labels).Where(l => !known.Contains(l)).Distinct()
                .Order(StringComparer.Ordinal),
        ];
        if (never.Length > 0)
        {
            int tokens = split.Test.Sum(s => s.Labels.Count(l => !known.Contains(l)));
            yield return $"{Quoted(never)} of the test set never appear{(never.Length == 1 ? "s" : "")} in the "
                + $"training set: {(tokens == 1 ? "its token counts" : $"their {tokens} tokens count")} as mistakes.";
        }

        static string Quoted(string[] labels) =>
            $"{(labels.Length == 1 ? "The label" : "The labels")} "
            + $"{string.Join(", ", labels.Take(shown).Select(l => $"'{l}'"))}"
            + $"{(labels.Length > shown ? $" and {labels.Length - shown} more" : "")}";
    }
}
