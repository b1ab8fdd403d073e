using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.RegularExpressions;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Options;

/// <summary>The options that a type declares, in the order of their declaration.</summary>
public sealed partial class OptionTable
{
    private static readonly ConcurrentDictionary<Type, OptionTable> _tables = new();

    private OptionTable(IReadOnlyList<OptionDeclaration> options) => Options = options;

    /// <summary>The options.</summary>
    public IReadOnlyList<OptionDeclaration> Options { get; }

    /// <summary>The options of a type.</summary>
    /// <param name="type">A type of declared options.</param>
    /// <returns>The table; the same each time.</returns>
    public static OptionTable Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!_tables.TryGetValue(type, out OptionTable? table))
        {
            table = _tables[type] = new OptionTable([.. Declared(type)]);
        }

        return table;
    }

    /// <summary>An option by its property.</summary>
    internal OptionDeclaration Find(string property) => Options.First(o => o.Property == property);

    /// <summary>An exception whose sentence names properties in braces.</summary>
    internal OptionException Wrong(string sentence) => new(
        InBraces().Replace(sentence, m => m.Groups[1].Value),
        InBraces().Replace(sentence, m => $"--{NameOf(m.Groups[1].Value)}"));

    // What this table lacks, another one has under the name that every option has by default.
    private string NameOf(string property) =>
        Options.FirstOrDefault(o => o.Property == property)?.Name ?? OptionNames.InHyphens(OptionNames.WithoutIs(property));

    private static IEnumerable<OptionDeclaration> Declared(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        string group = "";
        foreach (PropertyInfo property in type.GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } declared)
            {
                group = property.GetCustomAttribute<OptionGroupAttribute>()?.Title ?? group;
                yield return new OptionDeclaration(property, declared, group);
            }
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();
}
