using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Options;

/// <summary>An option as it was declared.</summary>
internal sealed partial class OptionDeclaration
{
    /// <summary>The defaults of each job for options of <see cref="FitOptions"/> in words: for help, schema and
    /// page.</summary>
    private static readonly JsonNode _fitDefaults = JsonNode.Parse(
        typeof(OptionDeclaration).Assembly.GetManifestResourceStream("fit-defaults.json")!)!;

    private readonly PropertyInfo[] _path;
    private readonly OptionAttribute _declared;

    /// <summary>An option of a property.</summary>
    /// <param name="path">The properties that lead to its value, its own last.</param>
    /// <param name="declared">What is said of it.</param>
    /// <param name="group">Its heading.</param>
    internal OptionDeclaration(PropertyInfo[] path, OptionAttribute declared, string group)
    {
        (_path, _declared, Group) = (path, declared, group);
        PropertyInfo property = path[^1];
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Name = declared.Name ?? OptionNames.Usual(property.Name);
        Choices = OptionChoice.Of(Type, declared);
    }

    /// <summary>The property's name.</summary>
    public string Property => _path[^1].Name;

    /// <summary>The type of its value, without <c>?</c>.</summary>
    public Type Type { get; }

    /// <summary>Its name, words between hyphens; on the command line two more stand in front.</summary>
    public string Name { get; }

    /// <summary>Another spelling of its name, or null.</summary>
    public string? Alias => _declared.Alias;

    /// <summary>The heading under which it stands.</summary>
    public string Group { get; }

    /// <summary>The words of which one is chosen, and their values; none where the value is no choice.</summary>
    public IReadOnlyList<OptionChoice> Choices { get; }

    /// <summary>Whether it is given without a value.</summary>
    public bool IsSwitch => Type == typeof(bool) && Choices.Count == 0;

    /// <summary>Whether its value is a list.</summary>
    public bool IsList => IsRepeatable || Type == typeof(IReadOnlyList<double>) || Type == typeof(IReadOnlyList<int>);

    /// <summary>Whether it may be given several times.</summary>
    public bool IsRepeatable => Type == typeof(IReadOnlyList<string>);

    /// <summary>Whether it stands behind the data, without a name.</summary>
    public bool IsArgument => _declared.IsArgument;

    /// <summary>Whether the argument must be given.</summary>
    public bool IsNeeded => _declared.IsNeeded;

    /// <summary>What stands for its value in the help; null for a switch.</summary>
    public string? Value => IsSwitch ? null : _declared.Value ?? OptionValues.Placeholder(this);

    /// <summary>The smallest and the largest number that are allowed; infinite where there is no bound.</summary>
    public (double Least, double Most) Range => (_declared.Least, _declared.Most);

    /// <summary>What it does, and with which other options the job refuses it.</summary>
    public string Help => _declared.Help + Refusals.Words;

    /// <summary>When the job refuses it.</summary>
    public OptionRefusals Refusals { get; internal set; } = new([]);

    /// <summary>Its value.</summary>
    /// <param name="options">Options of the type that declares it.</param>
    internal object? ValueIn(DeclaredOptions options) => _path[^1].GetValue(OwnerIn(options));

    /// <summary>Whether texts of a list are taken as they are.</summary>
    internal bool IsVerbatim => _declared.IsVerbatim;

    /// <summary>Whether the type that was asked for declares it, and not one that is nested in it.</summary>
    internal bool IsOwn => _path.Length == 1;

    /// <summary>The default in words; null where nothing is to be said of it.</summary>
    /// <param name="fresh">Options that nobody changed.</param>
    public string? DefaultOf(DeclaredOptions fresh)
    {
        DeclaredOptions owner = OwnerIn(fresh);
        string? words = owner.DefaultInWords(Property) ?? _declared.Default
            ?? (owner is FitOptions ? (string?)_fitDefaults[fresh.GetType().Name]?[Property] : null)
            ?? (!IsSwitch && _path[^1].GetValue(owner) is { } value ? OptionValues.Text(this, value) : null);
        return string.IsNullOrEmpty(words) ? null : words;
    }

    /// <summary>What it does, its range and its default.</summary>
    /// <param name="fresh">Options that nobody changed.</param>
    /// <param name="unset">What applies without the option; null for its default.</param>
    /// <returns>Sentences.</returns>
    public string Describe(DeclaredOptions fresh, string? unset = null)
    {
        string range = _declared.Range
            ?? (double.IsFinite(_declared.Least + _declared.Most)
                ? $"{Shown(_declared.Least)} to {Shown(_declared.Most)}"
                : "");
        int clause = ClauseEnd().Match(Help).Index;
        string what = range.Length == 0 ? Help : $"{Help[..clause]}, {range}{Help[clause..]}";
        string otherwise = (unset ?? DefaultOf(fresh)) is not { } text ? ""
            : Choices.Any(c => c.Word == text) || char.IsAsciiDigit(text[0]) || text[0] == '-'
                ? $" Default {InThousands(text)}."
                : $" Default: {text}.";
        return $"{what}{otherwise}";
    }

    /// <summary>A value from texts: of one, or of as many as were given for a list.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="value">The value; null where it can't be read.</param>
    /// <returns>What is wrong with it, behind the option's name; null where nothing is.</returns>
    public string? Read(IReadOnlyList<string> texts, out object? value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count);
        (value, string? fault) = OptionValues.Read(this, texts);
        return fault ?? (value is null ? null : Fault(value));
    }

    /// <summary>Sets the value.</summary>
    /// <param name="options">Options of the type that declares it.</param>
    /// <param name="value">The value; for a switch, that it was given.</param>
    /// <exception cref="Fitting.OptionException">It is out of its range.</exception>
    public void Set(DeclaredOptions options, object? value) => _path[^1].SetValue(
        OwnerIn(options), value, BindingFlags.DoNotWrapExceptions, null, null,
        CultureInfo.InvariantCulture);

    /// <summary>Whether another option can't be given with it: the share of the data that a file replaces, as
    /// <c>test</c> and <c>test-share</c>.</summary>
    /// <param name="other">Another option.</param>
    public bool Excludes(OptionDeclaration other) => other.Name == $"{Name}-share";

    /// <summary>Another option and its value without which it has no effect, such as <c>mode next</c>, or
    /// null.</summary>
    public string? For => _declared.For;

    /// <summary>What is wrong with a value, behind the option's name; null where nothing is.</summary>
    internal string? Fault(object value) => value switch
    {
        int or double or ulong =>
            IsWithin(value) ? null : $"must be {Bounds}, but is {OptionValues.Text(this, value)}.",
        _ when OptionValues.NumbersOf(value) is { } numbers && (numbers.Length == 0 || !numbers.All(IsWithin)) =>
            NumbersFault(OptionValues.Text(this, value)),
        WholeRange ends when !IsWithin(ends.Least) || !IsWithin(ends.Most) || ends.Least > ends.Most =>
            RangeFault(ends.ToString()),
        Enum when !Enum.IsDefined(Type, value) =>
            $"must be {NearestName.Either([.. Choices.Select(c => c.Word)])}, but is {value}.",
        _ => null,
    };

    /// <summary>What is wrong with a text that should be a list of numbers.</summary>
    internal string NumbersFault(string text) =>
        $"must be {(Type == typeof(IReadOnlyList<int>) ? "whole numbers" : "numbers")}{Between}, separated by commas, "
        + $"such as {Value}, but is '{text}'.";

    /// <summary>What is wrong with a text that should be a range.</summary>
    internal string RangeFault(string text) =>
        $"must be two whole numbers{Between}, the smaller first, such as 3-7, but is '{text}'.";

    private string Bounds => (double.IsFinite(_declared.Least), double.IsFinite(_declared.Most)) switch
    {
        (true, true) => FormattableString.Invariant($"{_declared.Least}…{_declared.Most}"),
        (true, false) => FormattableString.Invariant($"{_declared.Least} or more"),
        (false, true) => FormattableString.Invariant($"{_declared.Most} or less"),
        _ => "a number",
    };

    private string Between =>
        double.IsFinite(_declared.Least + _declared.Most)
            ? $" from {Shown(_declared.Least)} to {Shown(_declared.Most)}"
            : "";

    // Where the first clause ends: the range belongs there.
    [GeneratedRegex(@";|\.( |$)|$")]
    private static partial Regex ClauseEnd();

    private static string Shown(double bound) => Invariant.Of($"{bound:#,0.####}");

    private static string InThousands(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? Shown(whole)
            : text;

    private bool IsWithin(object number) =>
        Convert.ToDouble(number, CultureInfo.InvariantCulture) is var n && n >= _declared.Least && n <= _declared.Most;

    private DeclaredOptions OwnerIn(DeclaredOptions options) =>
        _path.SkipLast(1).Aggregate(options, (owner, property) => (DeclaredOptions)property.GetValue(owner)!);
}
