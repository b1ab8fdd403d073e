using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Carousel.Data;

namespace Carousel.Jobs.Options;

/// <summary>The options that a type declares, in the order of their declaration.</summary>
internal sealed class OptionTable
{
    private static readonly ConcurrentDictionary<Type, OptionTable> _tables = new();

    private readonly IReadOnlyList<RefusedOptionsAttribute> _refused;

    private OptionTable(IReadOnlyList<OptionDeclaration> options, IReadOnlyList<RefusedOptionsAttribute> refused)
    {
        (Options, _refused) = (options, refused);
        foreach (OptionDeclaration option in options)
        {
            option.Refusals = RefusalsOf(option.Property);
        }
    }

    /// <summary>No options: each has the name that every option has by default.</summary>
    public static OptionTable None { get; } = new([], []);

    /// <summary>The options.</summary>
    public IReadOnlyList<OptionDeclaration> Options { get; }

    /// <summary>The options of a type.</summary>
    /// <param name="type">A type of declared options.</param>
    /// <returns>The table; the same each time.</returns>
    public static OptionTable Of(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        if (!_tables.TryGetValue(type, out OptionTable? table))
        {
            table = _tables[type] = new OptionTable(
                [.. Declared(type, [], "")], [.. type.GetCustomAttributes<RefusedOptionsAttribute>()]);
        }

        return table;
    }

    /// <summary>When the job refuses an option, also one that the type does not declare.</summary>
    /// <param name="property">The option's property.</param>
    public OptionRefusals RefusalsOf(string property) => new(
    [
        .. _refused.Where(r => r.Properties.Contains(property))
            .Select(r => (r.With is null ? null : Find(r.With), r.Value)),
    ]);

    /// <summary>An option of the type itself by its property.</summary>
    internal OptionDeclaration Find(string property) => Options.First(o => o.Property == property && o.IsOwn);

    /// <summary>An exception about data that were not read as the options ask.</summary>
    /// <param name="sentence">The sentence, and what to do.</param>
    /// <param name="missing">The column that was asked for and is not there, or null.</param>
    /// <returns>The exception: it speaks of properties, on the command line of options.</returns>
    public DataFormatException Unfit(OptionSentence sentence, string? missing = null) =>
        new DataFormatException(sentence.ToString(), onCommandLine: sentence.OnCommandLine(this))
        {
            MissingColumn = missing,
        };

    /// <inheritdoc cref="Unfit(OptionSentence, string)"/>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The number of the field in the line, from 1, or 0 where the whole line is meant.</param>
    /// <param name="sentence">What was found, and what to do.</param>
    /// <param name="missing">The column that was asked for and is not there, or null.</param>
    public DataFormatException Unfit(
        string path, long line, int column, OptionSentence sentence, string? missing = null) =>
        new DataFormatException(path, line, column, sentence.ToString(), sentence.OnCommandLine(this))
        {
            MissingColumn = missing,
        };

    // What this table lacks, another one has under the name that every option has by default.
    internal string NameOf(string property) =>
        Options.FirstOrDefault(o => o.Property == property)?.Name ?? OptionNames.Usual(property);

    [UnconditionalSuppressMessage(
        "Trimming", "IL2072",
        Justification = "Types of declared options keep their properties, as DeclaredOptions says.")]
    private static IEnumerable<OptionDeclaration> Declared(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type, PropertyInfo[] path,
        string group)
    {
        foreach (PropertyInfo property in type.GetProperties())
        {
            group = property.GetCustomAttribute<OptionGroupAttribute>()?.Title ?? group;
            PropertyInfo[] own = [.. path, property];
            if (property.GetCustomAttribute<OptionAttribute>() is { } declared)
            {
                yield return new OptionDeclaration(own, declared, group);
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
}
