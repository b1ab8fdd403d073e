using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Tests.Documentation;

namespace Carousel.Cli.Tests;

/// <summary>Words that are not verbs, and verbs of earlier versions, are answered by a command and a page.</summary>
public sealed class KnownWordTests
{
    // Row by row: words, sentence, command, page.
    private static readonly string[][] _rows =
    [
        .. File.ReadAllText(Path.Combine(Repository.Folder, "src", "Carousel.Cli", "Errors", KnownWords.Table))
            .TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split('\t')),
    ];

    [Theory]
    [InlineData("chatbot", "carousel chat ", "docs/how-to/chat.md")]
    [InlineData("fraud", "carousel anomaly ", "docs/how-to/find-anomalies.md")]
    [InlineData("Sentiment tweets.csv --hidden 8", "carousel classify ", "docs/how-to/classify.md")]
    [InlineData("mood", "samples/moods --label-pattern '{label}_{group}_*'", "docs/how-to/classify.md")]
    [InlineData("emotion", "carousel classify samples/moods ", "docs/how-to/classify.md")]
    [InlineData("speaker", "--label-pattern '*_{label}_*'", "docs/how-to/classify.md")]
    [InlineData("help PID", "carousel-lab textbook --row 23", "docs/explanation/textbook.md")]
    [InlineData("LSTM --help", "carousel-lab ", "docs/explanation/")]
    [InlineData("help vanishes", "carousel-lab lesson", "docs/explanation/lesson.md")]
    [InlineData("step", "laboratory/Carousel.Lab -- lesson", "docs/explanation/experiments.md")]
    [InlineData("carousel-lab play", "laboratory/Carousel.Lab -- lesson", "docs/explanation/experiments.md")]
    [InlineData("dropout", "carousel help model", "docs/explanation/textbook.md")]
    [InlineData("Adam", "carousel help training", "docs/how-to/train.md")]
    [InlineData("run samples/latch.onnx", "not run or verify ONNX models.", "Microsoft.ML.OnnxRuntime")]
    [InlineData("verify onnx node --only lstm", "not run or verify ONNX models.", "Microsoft.ML.OnnxRuntime")]
    [InlineData("laboratory million --seed 2", "a separate command, carousel-lab", "laboratory/Carousel.Lab")]
    [InlineData("benchmark lstm --shape tiny", "benchmarks/Carousel.Benchmarks", "docs/how-to/benchmark.md")]
    public async Task AWord_LeadsToACommandAndAPage(string typed, string command, string page)
    {
        string said = (await CliRun.OfAsync(typed.Split(' '))).RequireOneSentence();

        Assert.Contains(command, said, StringComparison.Ordinal);
        Assert.Contains(page, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clipped", "clip")]
    [InlineData("windows", "window")]
    [InlineData("GPUs", "gpu")]
    [InlineData("chunking", "chunker")]
    [InlineData("scaled", "scale")]
    [InlineData("fades", "fade")]
    [InlineData("batches", "batch")]
    [InlineData("runs", "verify")]
    [InlineData("poses", "film")]
    [InlineData("input gate", "memory")]
    [InlineData("cell state", "memory")]
    [InlineData("Learning rate", "learning-rate")]
    [InlineData("carrying capacity", "population")]
    [InlineData("gradient clipping", "clip")]
    [InlineData("stop codon", "codon")]
    [InlineData("small data", "few")]
    [InlineData("state of the art", "claim")]
    [InlineData("machine translations", "translator")]
    public void Find_TakesEndings_AndPhrases(string typed, string word) =>
        Assert.Equal(KnownWords.Find(word), KnownWords.Find(typed.Split(' ')));

    /// <summary>The page of a group of options ends with the answer to its name.</summary>
    [Theory]
    [InlineData("churn")]
    [InlineData("hierarchy")]
    [InlineData("pictures")]
    [InlineData("keys")]
    public async Task AGroup_HasTheAnswerOfItsWord(string word)
    {
        string said = (await CliRun.OfAsync(word)).RequireOneSentence();
        string page = (await CliRun.OfAsync("help", word)).Out;
        Assert.Contains("  --", page, StringComparison.Ordinal);
        Assert.EndsWith(
            said,
            string.Join(' ', page.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "--dropout --init --hidden --layers", "dropout Glorot He initialisation units layers stacked")]
    [InlineData("training", "--optimizer --learning-rate --batch --epochs", "Adam rate learning-rate batches epochs")]
    public async Task Options_AreOnThePageOfTheirWords(string group, string options, string words)
    {
        string page = (await CliRun.OfAsync("help", group)).Out;
        Assert.All(options.Split(' '), option => Assert.Contains($"  {option} ", page, StringComparison.Ordinal));
        Assert.All(
            words.Split(' '),
            word => Assert.Contains($"Run: carousel help {group} ", KnownWords.Find(word), StringComparison.Ordinal));
    }

    /// <summary>A command with a file of the user, of a clone or of an earlier command says so.</summary>
    [Fact]
    public void Files_AreExplained() => Assert.All(
        _rows.Where(row => row[2].StartsWith("carousel ", StringComparison.Ordinal)
            && row[2].Contains('.', StringComparison.Ordinal)),
        row => Assert.Matches(@"\b(your file|your model|in a clone|After carousel|several shops)\b", row[1]));

    [Fact]
    public void Words_AreInOneRow_AndNotVerbs()
    {
        string[] words = [.. _rows.SelectMany(row => row[0].Split(' '))];
        Assert.Distinct(words);
        Assert.Empty(words.Intersect(VerbCatalogue.MakeAll().Select(verb => verb.Name)));
    }

    [Fact]
    public void Find_GivesTheRowOfAWord() => Assert.All(_rows, row => Assert.All(
        row[0].Split(' '),
        word => Assert.Equal($"{row[1]} Run: {row[2]} (see {row[3]})", KnownWords.Find(word))));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("unheard-of")]
    public void Find_OfNoWord_IsNull(string word) => Assert.Null(KnownWords.Find(word));

    /// <summary>The first column of the table is called "words" too.</summary>
    [Fact]
    public void Find_DoesNotReadTheHeads() =>
        Assert.StartsWith("The next word ", KnownWords.Find("words"), StringComparison.Ordinal);

    [Fact]
    public void Rows_AreShort_AndNamePagesThatExist() => Assert.All(_rows, row =>
    {
        Assert.Equal(4, row.Length);
        Assert.EndsWith(".", row[1], StringComparison.Ordinal);
        Assert.InRange(string.Join(' ', row[1..]).Length, 1, 240);
        Assert.True(File.Exists(Path.Combine(Repository.Folder, row[3].Split('#')[0])), row[3]);
    });

    /// <summary>Also those of the table from which docs/from-the-documents.md is written.</summary>
    [Theory]
    [InlineData("src/Carousel.Cli/Errors/words.tsv", 2, 20)]
    [InlineData("docs/results/statements.tsv", 3, 30)]
    public void Commands_AreUnderstood(string table, int column, int least)
    {
        DocumentedCommand[] commands = [.. DocumentedCommand.OfTable(table, column)];
        Assert.InRange(commands.Count(command => command.IsOfCarousel), least, int.MaxValue);

        IReadOnlyList<VerbCommand> verbs = VerbCatalogue.MakeAll();
        Assert.All(
            commands.Where(command => command.Words is ["help", ..]),
            command => Assert.Contains(
                verbs.SelectMany(verb => verb.Groups),
                group => group.Title.Equals(command.Words[1], StringComparison.OrdinalIgnoreCase)));
        Assert.All(
            commands.Where(command => command.IsOfCarousel && command.Words is not ["help", ..]),
            command => Assert.Null(DocumentedCommand.Error(command.Words, verbs)));
    }
}
