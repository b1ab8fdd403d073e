using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Options;

/// <summary>An option as it was declared.</summary>
public sealed partial class OptionDeclaration
{
    private readonly PropertyInfo _property;
    private readonly OptionAttribute _declared;

    internal OptionDeclaration(PropertyInfo property, OptionAttribute declared, string group)
    {
        (_property, _declared, Group) = (property, declared, group);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Name = declared.Name ?? OptionNames.InHyphens(OptionNames.WithoutIs(property.Name));
        Words = Type.IsEnum ? OptionNames.WordsOf(Type) : [];
    }

    /// <summary>The property's name.</summary>
    public string Property => _property.Name;

    /// <summary>The type of its value, without <c>?</c>.</summary>
    public Type Type { get; }

    /// <summary>Its name, words between hyphens; on the command line two more stand in front.</summary>
    public string Name { get; }

    /// <summary>The heading under which it stands.</summary>
    public string Group { get; }

    /// <summary>The words of which one is chosen; none where the value is no choice.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether it is given without a value.</summary>
    public bool IsSwitch => Type == typeof(bool);

    /// <summary>What stands for its value in the help; null for a switch.</summary>
    public string? Value => IsSwitch ? null
        : _declared.Value ?? (Words.Count > 0 ? string.Join('|', Words) : Type == typeof(double) ? "x" : Type == typeof(string) ? "text" : "n");

    /// <summary>The smallest and the largest number that are allowed; infinite where there is no bound.</summary>
    public (double Least, double Most) Range => (_declared.Least, _declared.Most);

    /// <summary>What it does.</summary>
    public string Help => _declared.Help;

    /// <summary>The default in words; null where nothing is to be said of it.</summary>
    /// <param name="fresh">Options that nobody changed.</param>
    public string? DefaultOf(DeclaredOptions fresh) =>
        _declared.Default ?? (IsSwitch || _property.GetValue(fresh) is not { } value ? null : Text(value));

    /// <summary>What it does, its range and its default.</summary>
    /// <param name="fresh">Options that nobody changed.</param>
    /// <returns>Sentences.</returns>
    public string Describe(DeclaredOptions fresh)
    {
        string range = _declared.Range
            ?? (double.IsFinite(_declared.Least + _declared.Most) ? $"{Shown(_declared.Least)} to {Shown(_declared.Most)}" : "");
        int clause = ClauseEnd().Match(Help).Index;
        string what = range.Length == 0 ? Help : $"{Help[..clause]}, {range}{Help[clause..]}";
        string otherwise = DefaultOf(fresh) is not { } text ? ""
            : Words.Contains(text) || char.IsAsciiDigit(text[0]) || text[0] == '-' ? $" Default {text}." : $" Default: {text}.";
        return $"{what}{otherwise}";
    }

    /// <summary>A value from a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value; null where it can't be read.</param>
    /// <returns>What is wrong with it, behind the option's name; null where nothing is.</returns>
    public string? Read(string text, out object? value)
    {
        ArgumentNullException.ThrowIfNull(text);
        (value, string? fault) = OptionValues.Read(this, text);
        return fault ?? (value is null ? null : Fault(value));
    }

    /// <summary>Sets the value.</summary>
    /// <param name="options">Options of the type that declares it.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="Fitting.OptionException">It is out of its range.</exception>
    public void Set(DeclaredOptions options, object? value) =>
        _property.SetValue(options, value, BindingFlags.DoNotWrapExceptions, null, null, CultureInfo.InvariantCulture);

    /// <summary>What is wrong with a value, behind the option's name; null where nothing is.</summary>
    internal string? Fault(object value) => value switch
    {
        int or double or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number
            && number >= _declared.Least && number <= _declared.Most
            ? null : $"must be {Bounds}, but is {Text(value)}.",
        Enum when !Enum.IsDefined(Type, value) => $"must be {NearestName.Either(Words)}, but is {value}.",
        _ => null,
    };

    private string Bounds => (double.IsFinite(_declared.Least), double.IsFinite(_declared.Most)) switch
    {
        (true, true) => $"{Text(_declared.Least)}…{Text(_declared.Most)}",
        (true, false) => $"{Text(_declared.Least)} or more",
        (false, true) => $"{Text(_declared.Most)} or less",
        _ => "a number",
    };

    // Where the first clause ends: the range belongs there.
    [GeneratedRegex(@";|\.( |$)|$")]
    private static partial Regex ClauseEnd();

    private static string Shown(double bound) => bound.ToString("#,0.####", CultureInfo.InvariantCulture);

    private string Text(object value) => value switch
    {
        Enum => Words[OptionNames.PlaceOf(Type, value)],
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
