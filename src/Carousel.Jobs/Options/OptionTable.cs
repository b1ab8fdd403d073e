using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.RegularExpressions;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Options;

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
            table = _tables[type] = new OptionTable([.. Declared(type, [], "")]);
        }

        return table;
    }

    /// <summary>An option of the type itself by its property.</summary>
    internal OptionDeclaration Find(string property) => Options.First(o => o.Property == property && o.IsOwn);

    /// <summary>An exception whose sentence names properties in braces.</summary>
    internal OptionException Wrong(string sentence) => new(
        InBraces().Replace(sentence, m => m.Groups[1].Value),
        InBraces().Replace(sentence, m => $"--{NameOf(m.Groups[1].Value)}"));

    // What this table lacks, another one has under the name that every option has by default.
    private string NameOf(string property) =>
        Options.FirstOrDefault(o => o.Property == property)?.Name ?? OptionNames.InHyphens(OptionNames.WithoutIs(property));

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Types of declared options keep their properties, as DeclaredOptions says.")]
    private static IEnumerable<OptionDeclaration> Declared(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type, PropertyInfo[] path, string group)
    {
        foreach (PropertyInfo property in type.GetProperties())
        {
            group = property.GetCustomAttribute<OptionGroupAttribute>()?.Title ?? group;
            PropertyInfo[] own = [.. path, property];
            if (property.GetCustomAttribute<OptionAttribute>() is { } declared)
            {
                yield return new OptionDeclaration(own, declared, group);
                if (declared.Opposite is not null)
                {
                    yield return new OptionDeclaration(own, declared, group, isOpposite: true);
                }
            }
            else if (property.GetCustomAttribute<NestedOptionsAttribute>() is { } nested)
            {
                foreach (OptionDeclaration option in Declared(property.PropertyType, own, group))
                {
                    if (nested.Only.Count == 0 || nested.Only.Contains(option.Property))
                    {
                        yield return option;
                    }
                }
            }
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();
}
