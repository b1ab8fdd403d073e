using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging;

public class TokenReaderTests
{
    private const string Conllu = """
        # newdoc id = a
        # text = I've gone.
        1-2	I've	_	_	_	_	_	_	_	_
        1	I	I	PRON	PRP	_	3	nsubj	_	_
        2	've	have	AUX	VBP	_	3	aux	_	_
        3	gone	go	VERB	VBN	_	0	root	_	SpaceAfter=No
        3.1	away	away	ADV	RB	_	_	_	_	_
        4	.	.	PUNCT	.	_	3	punct	_	_

        # text = # 1
        1	#	#	SYM	NN	_	0	root	_	_
        2	1	1	NUM	CD	_	1	nummod	_	_
        """;

    [Theory]
    [InlineData(null, "PRON AUX VERB PUNCT|SYM NUM", "UPOS")]
    [InlineData("xpos", "PRP VBP VBN .|NN CD", "XPOS")]
    [InlineData("5", "PRP VBP VBN .|NN CD", "XPOS")]
    public void ConlluFile_GivesWordsAndTheColumnAskedFor_WithoutRangesEmptyNodesAndComments(
        string? column, string labels, string name)
    {
        TokenFile file = Read(Conllu, new TokenColumns { Labels = column });
        Assert.Equal(["I", "'ve", "gone", ".", "|", "#", "1"], Joined(file, s => s.Tokens));
        Assert.Equal(labels.Replace("|", " | ", StringComparison.Ordinal).Split(' '), Joined(file, s => s.Labels));
        Assert.Equal(name, file.LabelColumn);
        Assert.Equal([4L, 11L], file.Sentences.Select(s => s.Line));
    }

    [Theory]
    [InlineData("Sentence #,Word,POS,Tag\nSentence: 1,I,P,O\n,go,V,O\nSentence: 2,\"\"\"\",S,O\n,Anna,N,B-PER\n")]
    [InlineData("word,pos,ner\nI,P,O\ngo,V,O\n\n\"\"\"\",S,O\nAnna,N,B-PER\n")]
    [InlineData("token;tag\nI;O\ngo;O\n\n\"\"\"\";O\nAnna;B-PER\n")]
    public void TablesOfWords_AreReadByTheNamesOfColumns(string text)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.csv");
        File.WriteAllText(path, text);
        TokenFile file = ReadFile(path);
        Assert.Equal(["I", "go", "|", "\"", "Anna"], Joined(file, s => s.Tokens));
        Assert.Equal(["O", "O", "|", "O", "B-PER"], Joined(file, s => s.Labels));
    }

    [Fact]
    public void ATableWithoutWords_IsRefused()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.csv");
        File.WriteAllText(path, "day,sales\n2024-01-01,5\n");
        Assert.Equal(
            $"{path} is a table, but one token per line is expected: separate other columns by tabs.",
            Assert.Throws<DataFormatException>(() => ReadFile(path)).Message);
    }

    [Theory]
    [InlineData("I/P go/V ./S\n\nand/or/C Anna/P\n", "I go . | and/or Anna", "P V S | C P")]
    [InlineData("I_P go_V ._S\nand/or_C Anna_P\n", "I go . | and/or Anna", "P V S | C P")]
    [InlineData("I_P/B-X go/V Anna/B-X\n", "I_P go Anna", "B-X V B-X")]
    [InlineData("I/P P\ngo V\n", "I/P go", "P V")]
    [InlineData("I/P go/V\n", "I/P", "go/V")]
    [InlineData("I/P\ngo/P\n", "I/P go/P", "")]
    public void TokensWithTheirTags_AreOneSentenceALine(string text, string tokens, string labels)
    {
        TokenFile file = ReadFile(Written("a.txt", text));
        Assert.Equal(tokens, string.Join(' ', Joined(file, s => s.Tokens)));
        Assert.Equal(labels, string.Join(' ', Joined(file, s => s.Labels)));
    }

    [Fact]
    public void ATokenWithoutItsTag_IsNamed() => Assert.Contains(
        "a.txt:21:2: the line has 1 column separated by tabs",
        Assert.Throws<DataFormatException>(() => ReadFile(Written(
            "a.txt", string.Concat(Enumerable.Repeat("I/P go/V\n", 20)) + "I/P go\n"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void CommentsOfGermEval_AreNoTokens() => Assert.Equal(
        ["I", "|", "#", "go"],
        Joined(
            Read("#\thttp://x.de [2009]\n1\tI\tO\n\n#\thttp://x.de [2009]\n1\t#\tO\n2\tgo\tO\n",
                new TokenColumns { Tokens = "2", Labels = "3" }),
            s => s.Tokens));

    [Fact]
    public void AHeaderOfTabbedColumns_IsNoToken()
    {
        TokenFile file = Read("pos\tword\tner\nP\tI\tO\n", new TokenColumns { Labels = "pos" });
        Assert.Equal(["I"], Joined(file, s => s.Tokens));
        Assert.Equal(["P"], Joined(file, s => s.Labels));
    }

    [Theory]
    [InlineData("word,tag,doc_id\nI,O,7\ngo,O,7\n")]
    [InlineData("tag,word\nO,I\nO,go\n")]
    [InlineData("Sentence #,Word\n1,I\n1,go\n")]
    [InlineData("word\nI\ngo\n")]
    public void ColumnsOfAHeader_AreThoseItNames(string text)
    {
        TokenFile file = ReadFile(Written("a.csv", text));
        Assert.Equal(["I", "go"], Joined(file, s => s.Tokens));
        Assert.All(Joined(file, s => s.Labels), label => Assert.Equal("O", label));
    }

    [Theory]
    [InlineData("a.csv", "id,word\n0,I\n0,go\n")]
    [InlineData("a.tsv", "id\tword\n0\tI\n0\tgo\n")]
    public void AColumnOfWordsWithoutLabels_IsNamed(string name, string text)
    {
        string path = Written(name, text);
        Assert.Equal(["I", "go"], Joined(ReadFile(path), s => s.Tokens));
        Assert.Equal(
            $"{path} has tokens (column word), but no labels. Put the label after each token, separated by "
            + "a tab, or name its column tag, label, ner or pos.",
            Assert.Throws<DataFormatException>(() => TagData.Read(path, new TagOptions())).Message);
    }

    [Fact]
    public void NumbersInAColumnOfWords_AreNoText() =>
        Assert.Null(WordTable.Lines(Written("a.csv", "words,label\n3,x\n4,y\n")));

    [Fact]
    public void AShortRow_IsNamed() => Assert.Contains(
        "a.tsv:3:2: the line has 1 cell, but the first has 3",
        Assert.Throws<DataFormatException>(
            () => ReadFile(Written("a.tsv", "word\ttag\tsentence\nI\tO\t1\ngo\n"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Machines_AreSequences_AndACounterIsNoChannel()
    {
        string rows = string.Concat(Enumerable.Range(0, 48).Select(
            r => $"{r / 12},{r % 12},{r * 7 % 5}.5,{(r % 12 < 6 ? "idle" : "busy")}\n"));
        TokenFile file = StepReader.Read(Written("a.csv", "machine,time,current,state\n" + rows), null, null, true);

        Assert.Equal(4, file.Sentences.Count);
        Assert.Equal(["current"], file.Channels);
        Assert.Contains("Column 'time' counts the rows, and is not read.", file.Notes);
    }

    [Fact]
    public void FewSequences_AreHeldOutWhole()
    {
        string rows = string.Concat(Enumerable.Range(0, 500).Select(t => $"{t % 5},{t % 9},{t / 50 % 2}\n"));
        string path = Written("a.csv", "id,x,state\n" + rows);
        Assert.Contains(
            "5 sentences: too few to hold some out",
            Assert.Throws<DataFormatException>(() => TagData.Read(path, new TagOptions())).Message,
            StringComparison.Ordinal);
        TagData data = TagData.Read(path, new TagOptions { TestShare = 0.3, ValidationShare = 0.2 });
        Assert.All(data.Parts.All, s => Assert.Equal(100, s.Tokens.Count));
    }

    [Fact]
    public void OneLongSequence_IsDivided()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.csv");
        File.WriteAllText(
            path, "x,y,state\n"
                + string.Concat(Enumerable.Range(0, 500).Select(t => $"{t % 9},{t % 7},{t / 50 % 2}\n")));
        TagData data = TagData.Read(path, new TagOptions());
        Assert.Equal("state", data.File.LabelColumn);
        Assert.Equal((10, 50), (data.Longest, data.Parts.All.Count()));
        Assert.Equal(500, data.Parts.All.Sum(s => s.Tokens.Count));
        Assert.NotEmpty(data.Parts.Test);
    }

    [Fact]
    public void Columns_BetweenTabs_GiveTheFirstAndTheLast()
    {
        TokenFile file = Read("#top\tX\tO\nNew York\tY\tB-LOC\n\t\n\n.\tZ\tO\r\n");
        Assert.Equal(["#top", "New York", "|", "."], Joined(file, s => s.Tokens));
        Assert.Equal(["O", "B-LOC", "|", "O"], Joined(file, s => s.Labels));
    }

    [Fact]
    public void Columns_BetweenBlanks_MayBeChosen_AndDocumentStartsArePassedOver()
    {
        const string text =
            "-DOCSTART- -X- O O\n\nEU  NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n-DOCSTART- -X- O O\n\nPeter NNP I-NP "
            + "I-PER\n";
        TokenFile file = Read(text, new TokenColumns { Labels = "3" });
        Assert.Equal(["EU", "rejects", "|", "Peter"], Joined(file, s => s.Tokens));
        Assert.Equal(["I-NP", "I-VP", "|", "I-NP"], Joined(file, s => s.Labels));
        Assert.Equal(["I-ORG", "O", "|", "I-PER"], Joined(Read(text), s => s.Labels));
        Assert.Equal("NNP", Read(text, new TokenColumns { Tokens = "2", Labels = "4" }).Sentences[0].Tokens[0]);
    }

    [Fact]
    public void NumbersOfColumns_AreThoseOfTheFile()
    {
        string path = Written("a.csv", "Sentence #,Word,POS,Tag\n1,I,P,O\n,go,V,B-X\n2,Anna,N,O\n");
        TokenFile file = TokenReader.Read(
            WordTable.Lines(path)!, path, new TokenColumns { Tokens = "2", Labels = "3" }, needsLabels: true);
        Assert.Equal(["I", "go", "|", "Anna"], Joined(file, s => s.Tokens));
        Assert.Equal(["P", "V", "|", "N"], Joined(file, s => s.Labels));
        Assert.Equal(("Word", "POS"), (file.TokenColumn, file.LabelColumn));
    }

    [Fact]
    public void SentencesOfTwoParts_AreNoted()
    {
        string path = Written("a.conll", string.Concat(
            Enumerable.Range(0, 100).Select(k => $"go\tV\nto\tP\nw{k % 47}\tN\n\n")));
        Assert.Contains(
            "10 of 10 sentences of the test set also appear in the training set. Scores on new data may be lower.",
            TagData.Read(path, new TagOptions()).Notes);
    }

    [Fact]
    public void CommentsBeforeSentences_ArePassedOver_WhereTheirColumnsDiffer()
    {
        TokenFile file = Read("# id 8c65\nx\tO\n#y\tO\n\n# id 9a\nz\tB-A\n");
        Assert.Equal(["x", "#y", "|", "z"], Joined(file, s => s.Tokens));
    }

    [Fact]
    public void OneColumn_IsTokensWithoutLabels()
    {
        TokenFile file = Read("A\nC\n\nG\n");
        Assert.Empty(file.LabelColumn);
        Assert.Equal(["A", "C", "|", "G"], Joined(file, s => s.Tokens));
        Assert.All(file.Sentences, s => Assert.Empty(s.Labels));
        Assert.Contains("but no labels", Fails("A\nC\n", needsLabels: true), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsOfNothingButUnderscores_AreNone()
    {
        const string text = "1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n";
        Assert.Empty(Read(text).LabelColumn);
        Assert.Contains("only _", Fails(text, needsLabels: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WithoutABlankLine_IsOneSentence_AndALongOneIsSaid()
    {
        Assert.Empty(Read("a\tO\nb\tO\n").Notes);
        TokenFile file = Read(string.Concat(Enumerable.Repeat("a\tO\n", 201)));
        Assert.Equal(201, Assert.Single(file.Sentences).Tokens.Count);
        Assert.Contains("no blank line", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\tO\nb\nc\tO\n", "text:2:2:", "1 column")]
    [InlineData("a\tO\nb\tO\tx\n", "text:2:3:", "3 columns")]
    [InlineData("a O\nb c O\n", "text:2:3:", "blanks")]
    [InlineData("a\tO\n\tO\n", "text:2:1:", "token is empty")]
    [InlineData("a\tO\nb\t\n", "text:2:2:", "label is empty")]
    [InlineData("1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n2\tb\t_\n", "text:2:4:", "3 columns")]
    [InlineData("I go .\nYou stay here .\n", "text:2:4:", "look like sentences without labels")]
    public void LineWithoutItsColumn_IsNamed(string text, string place, string what)
    {
        string message = Fails(text);
        Assert.StartsWith(place, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n \n")]
    [InlineData("# only a comment\n")]
    [InlineData("-DOCSTART- O\n\n")]
    public void TextWithoutATokenLine_IsRefused(string text) =>
        Assert.Contains("contains no token", Fails(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("UPSO", "Did you mean 'UPOS'?")]
    [InlineData("11", "the columns are ID, FORM")]
    public void ColumnThatIsNotThere_IsNamedWithThoseThatAre(string column, string what) =>
        Assert.Contains(what, Fails(Conllu, new TokenColumns { Labels = column }), StringComparison.Ordinal);

    [Fact]
    public void TokensAndLabels_OfOneColumn_AreRefused() =>
        Assert.Contains(
            "both", Fails("a\tO\n", new TokenColumns { Tokens = "2", Labels = "2" }), StringComparison.Ordinal);

    [Theory]
    [InlineData("Anna lives in Oslo .\nPeter lives in Lima .\n", false)]
    [InlineData("Anna Berg lives in Oslo .\nPeter left .\n", false)]
    [InlineData("Anna lives in Oslo.\n", false)]
    [InlineData("Anna lives .\n", false)]
    [InlineData("Anna lives in Oslo .\n\nPeter lives in Lima .\n", false)]
    [InlineData("Anna\nlives\n", true)]
    [InlineData("Anna N NP O\nlives V VP O\nOslo N NP\n", true)]
    [InlineData("Anna N NP\nlives V VP\n\nOslo N NP\n", true)]
    [InlineData("Anna left .\nPeter stayed .\n", false)]
    [InlineData("Anna N\nlives V\n\nPeter N\n", true)]
    public void LinesBetweenBlanks_AreTokens_IfTheyHaveTheColumnsOfTheTraining(string text, bool areTokens) =>
        Assert.Equal(
            areTokens, TokenReader.AreTokens(
                TextLines.Read(new StringReader(text)).Where(l => l.Text.Length > 0), "4", ["O", "B-PER"]));

    [Theory]
    [InlineData("tags", "\"B-PER\", \"O\"", "B-PER", "O")]
    [InlineData("ner_tags", "1, 0", "1", "0")]
    public void LinesOfJson_AreSentences(string key, string tags, params string[] labels)
    {
        string line = $"{{\"id\": 7, \"tokens\": [\"Anna\", \"sings\"], \"{key}\": [{tags}]}}\n";
        TokenFile file = Read(line + line, needsLabels: true);
        Assert.Equal(["Anna", "sings", "|", "Anna", "sings"], Joined(file, s => s.Tokens));
        Assert.Equal(labels, file.Sentences[1].Labels);
        Assert.StartsWith(
            "text:2: the line of JSON has no lists tokens and tags",
            Fails(line + line.Replace(", \"sings\"", "", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static string Written(string name, string text)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string[] Joined(TokenFile file, Func<TokenSentence, IReadOnlyList<string>> part) =>
        [.. file.Sentences.SelectMany((s, k) => k == 0 ? part(s) : [.. (string[])["|"], .. part(s)])];

    private static TokenFile Read(string text, TokenColumns? columns = null, bool needsLabels = false) =>
        TokenReader.Read(TextLines.Read(new StringReader(text)), "text", columns, needsLabels);

    private static TokenFile ReadFile(string path) =>
        TokenReader.Read(WordTable.Lines(path) ?? TextLines.Read(path), path, null, needsLabels: false);

    private static string Fails(string text, TokenColumns? columns = null, bool needsLabels = false) =>
        Assert.Throws<DataFormatException>(() => Read(text, columns, needsLabels)).Message;
}
