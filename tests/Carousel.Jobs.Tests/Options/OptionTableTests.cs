using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Portable;

namespace Carousel.Jobs.Tests.Options;

/// <summary>What is declared once is what the library checks, what the command line reads, and what both say.</summary>
public sealed class OptionTableTests
{
    private static readonly OptionTable _table = OptionTable.Of(typeof(MadeOptions));
    private static readonly MadeOptions _fresh = new();

    [Fact]
    public void Options_StandInTheOrderOfTheirDeclaration_UnderTheirHeadings() => Assert.Equal(
        [
            ("First", "steps"), ("First", "share"), ("First", "quiet"), ("Second", "kind"), ("Second", "where"),
            ("Second", "init"),
            ("Second", "mark"), ("Second", "loud"), ("Second", "ends"), ("Second", "levels"),
            ("Second", "names"),
            ("Second", "texts"), ("Inner", "depth"),
        ],
        _table.Options.Select(o => (o.Group, o.Name)));

    [Theory]
    [InlineData("steps", "n", "How many, 1 to 10,000; more take longer. Default 7.")]
    [InlineData("share", "x", "A share, 0 to 0.5. Default: found.")]
    [InlineData("quiet", null, "Says nothing of a.b.")]
    [InlineData("kind", "plain|half-open|AB|none", "What kind. Default half-open.")]
    [InlineData("where", "file", "Where it lies.")]
    [InlineData("init", "n", "Where it begins, at zero or above.")]
    [InlineData("mark", "character", "A mark. Default: found.")]
    [InlineData("loud", null, "It is loud.")]
    [InlineData("ends", "n-m", "From one to the other, 1 to 20.")]
    [InlineData("levels", "1,2", "Levels. Default 80,95.")]
    [InlineData("names", "names", "Names.")]
    [InlineData("depth", "n", "How deep, 1 to 9. Default 4.")]
    public void Help_HasRangeAndDefault(string name, string? value, string description)
    {
        OptionDeclaration option = _table.Options.Single(o => o.Name == name);
        Assert.Equal((value, description), (option.Value, option.Describe(_fresh)));
    }

    [Theory]
    [InlineData("steps", "10", 10)]
    [InlineData("share", "5e-1", 0.5)]
    [InlineData("quiet", "true", true)]
    [InlineData("kind", "HALF-OPEN", MadeKind.HalfOpen)]
    [InlineData("where", "", "")]
    [InlineData("mark", "TAB", '\t')]
    [InlineData("mark", ";", ';')]
    [InlineData("kind", "none", null)]
    public void Texts_AreRead(string name, string text, object? expected)
    {
        OptionDeclaration option = _table.Options.Single(o => o.Name == name);
        Assert.Null(option.Read([text], out object? value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("steps", "0", "must be 1…10000, but is 0.")]
    [InlineData("steps", "many", "must be a whole number, but is 'many'.")]
    [InlineData("steps", "99999999999", "is too large: 99999999999.")]
    [InlineData("share", "NaN", "must be a number, but is 'NaN'.")]
    [InlineData(
        "kind", "half-opn", "must be plain, half-open, AB or none, but is 'half-opn'. Did you mean 'half-open'?")]
    [InlineData("ends", "5-3", "must be two whole numbers from 1 to 20, the smaller first, such as 3-7, but is '5-3'.")]
    [InlineData("ends", "5-", "must be two whole numbers from 1 to 20, the smaller first, such as 3-7, but is '5-'.")]
    [InlineData("levels", "80,x", "must be numbers from 1 to 99.9, separated by commas, such as 1,2, but is '80,x'.")]
    [InlineData(
        "levels", "80,100", "must be numbers from 1 to 99.9, separated by commas, such as 1,2, but is '80,100'.")]
    [InlineData("names", " , ", "is empty. Pass names separated by commas.")]
    [InlineData("mark", "x", "must be ; or tab, but is 'x'.")]
    public void Texts_AreRefusedInOneSentence(string name, string text, string fault) =>
        Assert.Equal(fault, _table.Options.Single(o => o.Name == name).Read([text], out _));

    [Fact]
    public void Values_AreChecked_WhenTheyAreSet_AndTheCommandLineSpeaksOfOptions()
    {
        OptionException wrong = Assert.Throws<OptionException>(() => new MadeOptions { Initial = -1 });
        Assert.Equal("Initial must be 0 or more, but is -1.", wrong.Message);
        Assert.Equal("--init must be 0 or more, but is -1.", wrong.OnCommandLine);
        Assert.Throws<OptionException>(() => new MadeOptions { Share = double.NaN });
        Assert.Throws<OptionException>(() => _fresh with { Kind = (MadeKind)9 });
        Assert.Null(new MadeOptions { Share = null }.Share);
    }

    [Fact]
    public void Sentences_NameOptionsOfOtherTablesToo()
    {
        OptionException wrong = _fresh.Wrong("{Initial} needs {RecurrentDropout}, not {IsCausal}.");
        Assert.Equal("Initial needs RecurrentDropout, not IsCausal.", wrong.Message);
        Assert.Equal("--init needs --recurrent-dropout, not --causal.", wrong.OnCommandLine);
    }

    // A column may be called as a property is.
    [Fact]
    public void Sentences_KeepTheBracesOfWhatIsFilledIn()
    {
        string column = "{Initial}";
        OptionException wrong = _fresh.Wrong(
            $"{{Initial}} is no use for column '{column}', {OptionSentence.Property("Kind")} is.");
        Assert.Equal("Initial is no use for column '{Initial}', Kind is.", wrong.Message);
        Assert.Equal("--init is no use for column '{Initial}', --kind is.", wrong.OnCommandLine);
    }

    [Fact]
    public void Sentences_AboutDataNameOptionsToo_WithTheirPlace()
    {
        OptionSentence advice = $"pass {{Initial}} {0.5}";
        DataFormatException unfit = _fresh.Unfit("a.csv", 3, 2, $"'{{}}' is empty: {advice}.", "b");
        Assert.Equal(("a.csv:3:2: '{}' is empty: pass Initial 0.5.", "b"), (unfit.Message, unfit.MissingColumn));
        Assert.Equal("a.csv:3:2: '{}' is empty: pass --init 0.5.", unfit.OnCommandLine);
        Assert.Equal(
            ("Give From.", "Give --from."),
            (OptionTable.None.Unfit("Give {From}.").Message, OptionTable.None.Unfit("Give {From}.").OnCommandLine));
        Assert.Equal("As it is.", new DataFormatException("As it is.").OnCommandLine);
    }

    [Fact]
    public void Sentences_AboutModelsNameOptionsToo()
    {
        var kept = NotPortable.Because("Fit it with {Initial} 1 and {IsCausal}.", _table);
        Assert.Equal(
            ("Fit it with Initial 1 and IsCausal.", "Fit it with --init 1 and --causal."),
            (kept.Message, kept.OnCommandLine));
    }

    [Fact]
    public void Values_AreSetByTheirDeclaration()
    {
        MadeOptions options = _fresh with { };
        _table.Options.Single(o => o.Name == "steps").Set(options, 3);
        Assert.Equal((3, 7), (options.Steps, _fresh.Steps));
        Assert.Throws<OptionException>(() => _table.Options.Single(o => o.Name == "steps").Set(options, 0));
    }

    [Fact]
    public void Lists_TakeWhatWasGivenEachTime()
    {
        Assert.Equal(["a", "b", "c"], Read<IReadOnlyList<string>>("names", "a, b", "c"));
        Assert.Equal(["a, b", ""], Read<IReadOnlyList<string>>("texts", "a, b", ""));
        Assert.Equal([80.0, 95], Read<IReadOnlyList<double>>("levels", "80,95"));
        Assert.Equal(new WholeRange(3, 7), Read<WholeRange>("ends", "3-7"));
        Assert.Equal(new WholeRange(4, 4), Read<WholeRange>("ends", "4"));
    }

    [Fact]
    public void NestedOptions_AreOptionsToo_AsFarAsTheyAreTaken()
    {
        var options = new MadeOptions();
        Option("depth").Set(options, 7);
        Assert.Equal((7, 4), (options.Inner.Depth, _fresh.Inner.Depth));
        Assert.Throws<OptionException>(() => Option("depth").Set(options, 10));
        Assert.DoesNotContain(_table.Options, o => o.Name == "width");
    }

    private static OptionDeclaration Option(string name) => _table.Options.Single(o => o.Name == name);

    private static T Read<T>(string name, params string[] texts)
    {
        Assert.Null(Option(name).Read(texts, out object? value));
        return Assert.IsAssignableFrom<T>(value);
    }

    public enum MadeKind
    {
        Plain,

        HalfOpen,

        [OptionWord("AB")]
        Other,
    }

    private sealed record MadeOptions : DeclaredOptions
    {
        #region option
        [OptionGroup("First")]
        [Option("How many; more take longer.", Least = 1, Most = 10_000)]
        public int Steps { get; init => field = Checked(value); } = 7;
        #endregion

        [Option("A share.", Least = 0, Most = 0.5, Default = "found")]
        public double? Share { get; init => field = Checked(value); }

        [Option("Says nothing of a.b.")]
        public bool IsQuiet { get; init; }

        [OptionGroup("Second")]
        [Option("What kind.", None = "none")]
        public MadeKind? Kind { get; init => field = Checked(value); } = MadeKind.HalfOpen;

        [Option("Where it lies.", Value = "file")]
        public string? Where { get; init; }

        [Option("Where it begins.", Name = "init", Least = 0, Range = "at zero or above")]
        public int? Initial { get; init => field = Checked(value); }

        [Option("A mark.", Value = "character", Words = "; tab", Default = "found")]
        public char? Mark { get; init; }

        [Option("It is loud.")]
        public bool? Loud { get; init; }

        [Option("From one to the other.", Least = 1, Most = 20)]
        public WholeRange? Ends { get; init => field = Checked(value); }

        [Option("Levels.", Value = "1,2", Least = 1, Most = 99.9, Range = "")]
        public IReadOnlyList<double> Levels { get; init => field = Checked(value); } = [80, 95];

        [Option("Names.")]
        public IReadOnlyList<string> Names { get; init; } = [];

        [Option("Texts.", IsVerbatim = true)]
        public IReadOnlyList<string> Texts { get; init; } = [];

        [NestedOptions(nameof(InnerOptions.Depth))]
        public InnerOptions Inner { get; init; } = new();
    }

    private sealed record InnerOptions : DeclaredOptions
    {
        [OptionGroup("Inner")]
        [Option("How deep.", Least = 1, Most = 9)]
        public int Depth { get; init => field = Checked(value); } = 4;

        [Option("How wide.")]
        public int Width { get; init; }
    }
}
