using System.IO.Compression;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

public sealed class ParallelReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_AreReadLineByLine_PackedOrNot()
    {
        string source = _folder.File("a.en.gz"), target = Written("a.de", "eins\n\n zwei drei \n");
        using (var packed = new GZipStream(File.Create(source), CompressionMode.Compress))
        {
            packed.Write(Encoding.UTF8.GetBytes("one\n\ntwo three\n"));
        }

        Assert.Equal(
            [new SentencePair("one", "eins", 1), new SentencePair("two three", "zwei drei", 3)],
            ParallelReader.Read(source, target));
        Assert.Equal(
            [new SentencePair("a", "b", 1), new SentencePair("c d", "e", 3)],
            ParallelReader.Read(JobInput.OfText("a\tb\n\nc d\te\n")));
    }

    [Theory]
    [InlineData("one\ntwo\n", "eins\n", "a.en has 2 lines, but .*a.de has 1. Line by line")]
    [InlineData("one\n\n", "eins\nzwei\n", "a.en:2: the line is empty, but the line that belongs to it is 'zwei'")]
    [InlineData("one\ntwo\n", "eins\n \n", "a.de:2: the line is empty, but the line that belongs to it is 'two'")]
    [InlineData("one\n", null, "a.en:1: the line has no tab.*; to evaluate, join both files by tabs")]
    [InlineData("one\teins\n\na\tb\tc\n", null, "a.en:3:3: the line has 3 cells, but the first has 2.")]
    [InlineData("a\tb\tc\n", null, "a.en:1: the line has 3 cells. Expected two")]
    [InlineData("", null, "a.en is empty")]
    public void WhatDoesNotFit_IsNamed(string source, string? target, string said)
    {
        string first = Written("a.en", source);
        string? second = target is null ? null : Written("a.de", target);
        Assert.Matches(said, Assert.Throws<DataFormatException>(() => ParallelReader.Read(first, second)).Message);
    }

    [Fact]
    public void ALineOfTooManyWords_IsNamed()
    {
        string long5000 = string.Join(' ', Enumerable.Repeat("word", 5000));
        Assert.Matches(
            "a.tsv:2: the line has 5,000 words, and at most 400 are read. Divide it",
            Assert.Throws<DataFormatException>(
                () => ParallelReader.Read(Written("a.tsv", $"one\teins\n{long5000}\tzwei\n"), null)).Message);
    }

    [Fact]
    public void AHugeWord_IsNamedWithItsColumn()
    {
        string word = new('o', 1_000_000);
        Assert.Matches(
            "a.tsv:2:5: the line has 1,000,004 characters, 1,000,000 of them without a blank from here on, and at "
            + "most 4,000 are read",
            Assert.Throws<DataFormatException>(
                () => ParallelReader.Read(Written("a.tsv", $"one\teins\ntwo {word}\tzwei\n"), null)).Message);
    }

    [Theory]
    [InlineData("en,de\r\n\"one, two\",eins\r\nc,d\r\n", "one, two=eins|c=d")]
    [InlineData(",English words/sentences,German words/sentences\n0,a,b\n1,c,d\n", "a=b|c=d")]
    [InlineData("English\tDeutsch\na\tb\n", "a=b")]
    [InlineData("Englisch;Deutsch\na;b, c\n", "a=b, c")]
    [InlineData(",english_sentence,german_sentence\n0,a,b\n", "a=b")]
    [InlineData("en,de,en_length\na,b,c\n", "a=b")]
    [InlineData("target;source;id\nb;a, x;7\n", "a, x=b")]
    [InlineData("source\ttarget\na\tb\n", "a=b")]
    [InlineData("Go.\tGeh.\tCC-BY 2.0 (France) #1\nHi.\tHallo!\tCC-BY 2.0 (France) #2\n", "Go.=Geh.|Hi.=Hallo!")]
    [InlineData("1\tGo.\t17\tGeh.\n2\tHi.\t18\tHallo!\n", "Go.=Geh.|Hi.=Hallo!")]
    public void Tables_AreReadByTheNamesOfColumns_OrByThoseWithText(string text, string pairs)
    {
        var notes = new List<string>();
        Assert.Equal(pairs, string.Join('|', ParallelReader.Read(Written("a.csv", text), null, notes)
            .Select(p => $"{p.Source}={p.Target}")));
        Assert.Single(notes);
    }

    [Fact]
    public void APartWithoutTranslations_NamesTheOptionThatTakesThem()
    {
        string file = Written("a.tsv", string.Concat(Enumerable.Range(0, 40).Select(k => $"a {k}\tb {k}\n"))),
            lines = Written("b.txt", "one\n");
        Assert.Matches(
            "b.txt:1: the line has no tab.*pass it as the second file of a training, or by --test-target or",
            Assert.Throws<DataFormatException>(() => TranslationData.Read(
                file, null, new TranslationOptions { Test = lines })).OnCommandLine);
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
