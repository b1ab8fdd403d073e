using Carousel.Chat;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Chat;

/// <summary>Files of dialogues: both formats, and what is wrong with others.</summary>
public sealed class DialogueReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a\tb\nc\td\n\n\ne\tf\n", "a>b c>d|e>f")]
    [InlineData("a\tb\nc\td\n", "a>b|c>d")]
    [InlineData("a\tb\nc\td\n\n", "a>b c>d")]
    [InlineData("a\nb\nc\n\nd\ne", "a>b b>c|d>e")]
    [InlineData("id,question,answer\n1,\"a, b\",c\n2,d,e\n", "a, b>c|d>e")]
    [InlineData(",User,Chatbot\n0,\"a, b\",c\n", "a, b>c")]
    [InlineData("prompt\tresponse\na\tb\n\nc\td\n", "a>b|c>d")]
    [InlineData("Ann: a\nBen: b\nBen: c\n\nAnn: d\nBen: e\n", "a>b c|d>e")]
    [InlineData("Ann: a\nb\n", "Ann: a>b")]
    [InlineData("a | b\nc\nd | e | f\n", "a | b>c c>d | e | f")]
    [InlineData("a | b\nc | d\n", "a>b|c>d")]
    [InlineData(
        "{\"question\": \"a\", \"answer\": \"b\\nc\"}\n{\"question\": \"d\", \"answer\": \"e\"}\n", "a>b c|d>e")]
    [InlineData(
        "{\"messages\": [{\"role\": \"system\", \"content\": \"Be short.\"}, {\"role\": \"user\", \"content\": \"a\"}, "
        + "{\"role\": \"assistant\", \"content\": \"b\\nc\"}]}\n"
        + "{\"messages\": [{\"role\": \"user\", \"content\": \"d\"}, {\"role\": \"assistant\", \"content\": \"e\"}]}\n",
        "a>b c|d>e")]
    [InlineData(
        "[{\"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {\"from\": \"gpt\", \"value\": \"b\"}]}]",
        "a>b")]
    [InlineData(
        "[{\"messages\": [{\"role\": \"assistant\", \"content\": \"Hi.\"}, {\"role\": \"user\", \"content\": \"a\"}, "
        + "{\"role\": \"user\", \"content\": \"b\"}, {\"role\": \"assistant\", \"content\": \"c\"}, "
        + "{\"role\": \"user\", \"content\": \"d\"}, {\"role\": \"Assistant\", \"content\": \"e\"}, "
        + "{\"role\": \"user\", \"content\": \"f\"}]}]",
        "a b>c d>e")]
    [InlineData(
        "{\"messages\": [{\"role\": \"Ann\", \"content\": \"a\"}, {\"role\": \"Ben\", \"content\": \"b\"}, "
        + "{\"role\": \"Ann\", \"content\": \"c\"}]}\n",
        "a>b b>c")]
    [InlineData("", "")]
    public void BothFormats_AreRead(string text, string dialogues) => Assert.Equal(
        dialogues, string.Join('|', DialogueReader.Read(JobInput.OfText(text))
            .Select(d => string.Join(' ', d.Pairs.Select(p => $"{p.Source}>{p.Target}")))));

    [Theory]
    [InlineData("a\tb\nc\n", ":2:2: the line has 1 cell, but the first has 2.")]
    [InlineData("a\tb\nc\td\te\n", ":2:3: the line has 3 cells, but the first has 2.")]
    [InlineData("\tb\n", ":1: the question is empty.")]
    [InlineData("a\t \n", ":1: the answer is empty.")]
    [InlineData("a\nb\n\nc\n", ":4: the dialogue has one turn.")]
    [InlineData("a\n‖ ①\nb\n", ":2: the turn is empty.")]
    [InlineData(
        "{\"messages\": []}\n{\"messages\": [{\"role\": \"user\"}]}\n", ":2: the dialogue must be a list of messages")]
    [InlineData("{\"messages\": \"hi\"}\n", ":1: the dialogue must be a list of messages")]
    public void AMistake_IsReportedWithItsLine(string text, string sentence) => Assert.Contains(
        sentence, Assert.Throws<DataFormatException>(() => DialogueReader.Read(JobInput.OfText(text))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ADialogueOfOneSpeaker_IsLeftOutAndCounted()
    {
        var notes = new List<string>();
        Assert.Single(DialogueReader.Read(JobInput.OfText("Ann: a\nBen: b\n\nAnn: d\nAnn: e\n", "chat"), notes));
        Assert.Equal("chat: 1 dialogue of one speaker left out.", notes[^1]);
    }

    [Theory]
    [InlineData(
        "01/03/24, 00:01 - Messages are encrypted.\n01/03/24, 00:03 - Ann: a\n01/03/24, 00:04 - Ben: b\nc\n\nd\n"
        + "01/03/24, 04:03 - Ann: e\n01/03/24, 04:05 - +49 170 1: f\n01/03/24, 08:05 - Ann: g\n"
        + "02/03/24, 08:05 - Ben: h\n",
        "a>b c d b c d>e e>f", "Skipped: 1 line without a speaker or text.")]
    [InlineData(
        "\u200e[02.03.24, 23:59:07] Ann: a: b\n[03.03.24, 00:02:00] Ben: c\n[03.03.24, 00:01:59] Ben: d\n",
        "a: b>c d", "ends a dialogue.")]
    [InlineData(
        "3/2/24, 11:59\u202fAM - Ann: a\n3/2/24, 1:00\u202fPM - Ben: b\n\n3/2/24, 1:01\u202fPM - Ann: c\n"
        + "3/2/24, 1:02\u202fPM - Ben: d\n3/2/24, 9:00\u202fPM - Ann: e\n3/3/24, 12:30\u202fAM - Ben: f\n",
        "a>b|c>d|e>f", "a silence of 4 hours ends a dialogue.")]
    public void TimesInFrontOfTurns_AreLeftOut_AndASilenceEndsADialogue(string text, string dialogues, string note)
    {
        var notes = new List<string>();
        Assert.Equal(
            dialogues, string.Join('|', DialogueReader.Read(JobInput.OfText(text), notes)
                .Select(d => string.Join(' ', d.Pairs.Select(p => $"{p.Source}>{p.Target}")))));
        Assert.EndsWith(note, notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,question,answer\n1,\"a, b\",c\n2,d,e\n", "a, b|d")]
    [InlineData("a, b\tc\n\nd\n", "a, b||d")]
    public void WhatAModelAnswers_IsTheQuestionOfATable(string text, string sources) => Assert.Equal(
        sources, string.Join('|', PairTable.Sources(JobInput.OfText(text), []).Lines.Select(l => l.Text)));

    [Theory]
    [InlineData("q.csv", "id,question\n7,\"a, b\"\n", "a, b")]
    [InlineData("q.csv", "question\na b\nc\n", "a b|c")]
    [InlineData("q.csv", "asked,said\na,b\n", "a")]
    [InlineData("q.csv", "said,asked\nb,a\n", "a")]
    [InlineData("q.csv", "said,asked\n\"b\",\"a, c\"\n", "a, c")]
    [InlineData("q.tsv", "Hi\tHallo\nIt.\tEs\n", "Hi|It.")]
    [InlineData("q.tsv", "English\nIt.\n", "It.")]
    [InlineData("q.txt", "asked\na b\n", "a b")]
    [InlineData("q.txt", "asked", "asked")]
    [InlineData("q.txt", "question\na b\n", "question|a b")]
    public void ATableOfQuestions_IsReadByItsNames(string name, string text, string sources)
    {
        string path = _folder.File(name);
        File.WriteAllText(path, text);
        Assert.Equal(sources, string.Join('|', PairTable.Sources(JobInput.OfFile(path), [], "asked", "said")
            .Lines.Select(l => l.Text)));
    }

    [Fact]
    public void AQuestion_IsInOnePartOnly()
    {
        string file = Write(string.Concat(
            Enumerable.Range(0, 100).Select(k => $"hello\thi\nfind a{k % 10} b{k / 10}\tno\n\n")));
        ChatData data = ChatData.Read(file, new ChatOptions());
        Assert.Equal(100, data.Dialogues);
        var trained = data.Pairs.Parts.Training.Select(p => p.Source).ToHashSet();
        Assert.All(data.Pairs.Parts.Test, pair => Assert.DoesNotContain(pair.Source, trained));
        Assert.Contains(
            "of 20 questions of the test dialogues are not measured", data.Pairs.Notes[0], StringComparison.Ordinal);
        Assert.Contains(
            "of 20 questions of the validation dialogues are not measured", data.Pairs.Notes[1],
            StringComparison.Ordinal);
        Assert.Contains("hello ‖ hi ‖ find", data.Pairs.Parts.Test[0].Source, StringComparison.Ordinal);
        string alone = Write(string.Concat(Enumerable.Range(0, 30).Select(k => $"q {k}\ta\n")));
        Assert.Equal(0, ChatData.Read(alone, new ChatOptions()).History);
    }

    [Fact]
    public void AQuestionWithAnotherCopiedWord_IsTheSameQuestion()
    {
        ChatData Read(Func<int, string> second) => ChatData.Read(
            Write(string.Concat(Enumerable.Range(0, 100).Select(
                k => $"I am N{k}a.\tHello N{k}a.\n{second(k)}?\tNo.\n\n"))),
            new ChatOptions { History = 0 });
        ChatData data = Read(k => $"Is a{k % 10} at b{k / 10}");
        Assert.NotEmpty(data.Pairs.Parts.Test);
        Assert.All(
            data.Pairs.Parts.Test, pair => Assert.StartsWith("Is", pair.Source, StringComparison.Ordinal));
        // Without other questions these are measured, and a note says what they show.
        ChatData copies = Read(_ => "Really");
        Assert.All(
            copies.Pairs.Parts.Test, pair => Assert.StartsWith("I am", pair.Source, StringComparison.Ordinal));
        Assert.Contains("measure only copying", copies.Pairs.Notes[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\tb\nc\td\ne\tf\n\n", "c ‖ d ‖ e", 2)]
    [InlineData("a\nb\nc\nd\ne\nf\n", "c ‖ d ‖ e", 4)]
    [InlineData("a\nb\nc\nd\ne\nf\n", "b ‖ c ‖ d", 3)]
    public void History_HasEachTurnOnce(string text, string source, int place) => Assert.Equal(
        source, Assert.Single(DialogueReader.Read(JobInput.OfText(text))).WithHistory(1)[place].Source);

    [Theory]
    [InlineData("\t")]
    [InlineData("\n")]
    public void AConversation_IsReadAsTheTrainingSet(string between)
    {
        using ChatModel model = ChatModel.Load(
            Path.Combine(AppContext.BaseDirectory, "Models", "chat.safetensors"), 1);
        (string Question, string Answer)[] turns = [.. Enumerable.Range(1, 5).Select(k => ($"q{k}", $"a{k}"))];
        Dialogue dialogue = Assert.Single(DialogueReader.Read(JobInput.OfText(
            string.Concat(turns.Select(t => $"{t.Question}{between}{t.Answer}\n")) + "\n")));
        Assert.Equal(3, model.Design.History);
        Assert.All(Enumerable.Range(0, 5), k => Assert.Equal(
            model.SourceOf(turns[..k], turns[k].Question),
            dialogue.WithHistory(3).Single(p => p.Target == turns[k].Answer).Source));
    }

    [Fact]
    public void TooFewOrEqualDialogues_AreRefused()
    {
        Assert.Contains(
            "has 1 dialogue; 20 or more are needed", Refusal("a\tb\n"), StringComparison.Ordinal);
        Assert.Contains(
            "More different questions are needed",
            Refusal(string.Concat(Enumerable.Repeat("a\tb\n", 40))), StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => ChatPlan.Read(
            Write(string.Concat(Enumerable.Range(0, 30).Select(k => $"q {k}\ta\n"))),
            new ChatOptions { Fit = new FitOptions { Hidden = 7 } }));
    }

    private string Refusal(string text) =>
        Assert.Throws<DataFormatException>(() => ChatData.Read(Write(text), new ChatOptions())).Message;

    private string Write(string text)
    {
        string path = _folder.File("dialogues.tsv");
        File.WriteAllText(path, text);
        return path;
    }
}
