using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Carousel.Tests.Safety;

/// <summary>Finds unsafe code in an assembly, and its callers, in the compiled code.</summary>
internal static class UnsafeCode
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> _codes = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <summary>
    /// The types, nested ones counted to those around them, that contain unsafe code or call code that does and is not
    /// an entry itself.
    /// </summary>
    public static IReadOnlySet<Type> Users(Assembly assembly) => assembly.GetTypes().SelectMany(Methods)
        .Where(m => IsUnsafe(m) || Called(m).Any(c => c.Module.Assembly == assembly && IsHidden(c) && IsUnsafe(c)))
        .Select(m => Outermost(m.DeclaringType!)).ToHashSet();

    /// <summary>
    /// Whether it trusts its callers; what the compiler makes to pass <c>params</c> spans does not count.
    /// </summary>
    private static bool IsHidden(MethodBase method) =>
        !HostileEntries.IsEntry(method)
            && method.DeclaringType!.Name != "<PrivateImplementationDetails>";

    private static IEnumerable<MethodBase> Methods(Type type) =>
        type.GetMethods(Any).Cast<MethodBase>().Concat(type.GetConstructors(Any));

    private static Type Outermost(Type type) => type.DeclaringType is { } around ? Outermost(around) : type;

    /// <summary>Whether it has local pointers, or works on references as on pointers.</summary>
    private static bool IsUnsafe(MethodBase method) =>
        method.GetParameters().Any(p => p.ParameterType.IsPointer)
        || (method.GetMethodBody() is { } body && body.LocalVariables.Any(v => v.LocalType.IsPointer || v.IsPinned))
        || Called(method).Any(c => c.DeclaringType == typeof(Unsafe) || c.DeclaringType == typeof(NativeMemory)
            || (c.DeclaringType == typeof(MemoryMarshal)
                && c.Name is "GetReference" or "GetArrayDataReference" or "CreateSpan"));

    /// <summary>The methods that a method names.</summary>
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            OpCode operation = code[at] == 0xFE ? _codes[(short)(0xFE00 | code[at + 1])] : _codes[code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod)
            {
                if (method.Module.ResolveMethod(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } called)
                {
                    // As it was written, not for the types of this call.
                    yield return called is MethodInfo { IsGenericMethod: true } or { DeclaringType.IsGenericType: true }
                        ? called.Module.ResolveMethod(called.MetadataToken)!
                        : called;
                }
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
